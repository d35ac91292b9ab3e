import { expect } from 'vitest'
import { check, driver, random, say } from 'wirebook/spec'
import type { Log, Turn } from './driver.ts'

const { scripted } = driver<typeof import('./driver.ts')>()

const told = ({ calls }: Log) =>
  say(`calls on the socket: ${calls.join(', ') || 'none'}`, `对套接字的调用：${calls.join('，') || '无'}`)

async function sendsAll(data: Uint8Array, turns: Turn[]): Promise<Log> {
  const log = await scripted(data, turns)
  expect(log.taken, told(log)).toEqualBytes(data)
  expect(log.outcome, told(log)).toBe('resolved')
  return log
}

check('halves', async () => {
  const data = random.bytes(random.int(10, 50) * 2)
  await sendsAll(data, [{ take: data.length / 2 }])
})

check('eagain', async () => {
  const data = random.bytes(random.int(8, 64))
  await sendsAll(data, [{ full: true }])
})

check('byte-by-byte', async () => {
  const data = random.bytes(random.int(200, 400))
  const log = await sendsAll(
    data,
    Array.from({ length: data.length }, () => ({ take: 1 })),
  )
  expect(log.calls.length, told(log)).toBeGreaterThan(1)
})

check('other-error', async () => {
  const data = random.bytes(40)
  for (const code of ['EPIPE', 'ECONNRESET']) {
    const log = await scripted(data, [{ take: 10 }, { fail: code }])
    expect(log.outcome, told(log)).toBe(code)
    expect(log.taken, say('nothing may be sent after the error', '出错之后不能再发送')).toEqualBytes(
      data.subarray(0, 10),
    )
  }
})

check('no-byte-twice', async () => {
  const data = random.bytes(random.int(2_000, 5_000))
  const turns = Array.from(
    { length: 30 },
    (): Turn => (random.int(0, 4) === 0 ? { full: true } : { take: random.int(1, 200) }),
  )
  await sendsAll(data, turns)
})

check('waits', async () => {
  const data = random.bytes(32)
  const log = await sendsAll(data, [{ take: 5 }, { full: true }, { take: 3 }, { full: true }])
  expect(
    log.pushedWhileFull,
    say(
      `send() was called ${log.pushedWhileFull} times while the socket was full`,
      `套接字已满时调用了 ${log.pushedWhileFull} 次 send()`,
    ),
  ).toBe(0)
  expect(log.calls, told(log)).toContain('writable()')
})

check('empty', async () => {
  const log = await scripted(new Uint8Array(0), [])
  expect(log.calls, say('there was nothing to send', '没有要发送的内容')).toEqual([])
  expect(log.outcome).toBe('resolved')
})
