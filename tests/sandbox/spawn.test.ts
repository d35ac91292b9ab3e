/** Children that are started without a fork: each one's end is told when it ends. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { spawnShared } from '../../src/sidecar/sandbox/system/spawn.ts'

const env = { PATH: '/usr/bin:/bin' }
const stdio = ['pipe', 'pipe', 'pipe'] as const

test('a child that ends while this thread is busy, just before another one is started, is told to have ended', async () => {
  const first = spawnShared(['true'], { env, stdio })
  const told = once(first as unknown as NodeJS.EventEmitter, 'exit')
  const busyUntil = performance.now() + 300
  while (performance.now() < busyUntil);
  const second = spawnShared(['sleep', '60'], { env, stdio })
  const gone = once(second as unknown as NodeJS.EventEmitter, 'close')
  try {
    expect(await told).toEqual([0, null])
    expect(second.exitCode).toBeNull()
  } finally {
    second.kill('SIGKILL')
    await gone
  }
  expect(second.signalCode).toBe('SIGKILL')
})

test('many that end at once are all told of', async () => {
  const children = Array.from({ length: 20 }, (_, n) => spawnShared(['sh', '-c', `exit ${n}`], { env, stdio }))
  const codes = await Promise.all(
    children.map(async (child) => {
      const [code] = await once(child as unknown as NodeJS.EventEmitter, 'close')
      return code as number
    }),
  )
  expect(codes).toEqual(children.map((_, n) => n))
})
