/** Programs started without a copy of this process: their streams, their ends, and what they inherit. */
import type { Readable, Writable } from 'node:stream'
import { beforeEach, expect, it } from 'vitest'
import { type Child, spawnShared } from '../../src/sidecar/sandbox/system/spawn.ts'

beforeEach(({ skip }) => skip(process.platform !== 'linux', 'containment is Linux only'))

const ENV = { PATH: '/usr/bin:/bin' }
const PIPES = ['pipe', 'pipe', 'pipe'] as const

const start = (script: string) => spawnShared(['sh', '-c', script], { env: ENV, stdio: PIPES })

type End = { code: number | null; signal: string | null; text: string }

function end(child: Child): Promise<End> {
  let text = ''
  const output = child.stdio[1] as Readable
  output.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  ;(child.stdio[2] as Readable).resume()
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, text })))
}

it('tells the exit code, after all that was printed', async () => {
  expect(await end(start('seq 1 20000 | tail -n 1; exit 7'))).toEqual({ code: 7, signal: null, text: '20000\n' })
})

it('tells the signal that ended it', async () => {
  const child = start('kill -TERM $$')
  expect(await end(child)).toMatchObject({ code: null, signal: 'SIGTERM' })
  expect(child.signalCode).toBe('SIGTERM')
})

it('can be killed, and not once it has ended', async () => {
  const child = start('exec sleep 60')
  expect(child.kill('SIGKILL')).toBe(true)
  expect(await end(child)).toMatchObject({ signal: 'SIGKILL' })
  expect(child.kill('SIGKILL')).toBe(false)
})

it('reads what is written to it until that ends', async () => {
  const child = start('cat')
  const ended = end(child)
  ;(child.stdio[0] as Writable).end('a line\n')
  expect(await ended).toMatchObject({ code: 0, text: 'a line\n' })
})

it('leads a session of its own, with no signal ignored and no descriptor of ours', async () => {
  const { text } = await end(start('cat /proc/self/stat; grep SigIgn /proc/self/status; ls /proc/$$/fd'))
  const [stat = '', ignored = '', ...fds] = text.trim().split('\n')
  // proc_pid_stat(5): the session is the sixth field; the shell that leads it is the parent, the fourth.
  const [, parent, , session] = stat.replace(/^.*\) /, '').split(' ')
  expect(session).toBe(parent)
  // SIGPIPE, which Node ignores, is number 13.
  expect(BigInt(`0x${ignored.split(/\s+/)[1]}`) & (1n << 12n)).toBe(0n)
  expect(fds.filter((fd) => Number(fd) > 2 && Number(fd) < 10)).toEqual([])
})

it('tells of several that end at once', async () => {
  const children = Array.from({ length: 12 }, (_, code) => start(`exit ${code}`))
  expect((await Promise.all(children.map(end))).map(({ code }) => code)).toEqual(children.map((_, code) => code))
})

it('tells of a program that is not there', async () => {
  const child = spawnShared(['wirebook-no-such-program'], { env: ENV, stdio: PIPES })
  const error = await new Promise<Error>((resolve) => child.once('error', resolve))
  expect(error.message).toContain('wirebook-no-such-program could not be started')
  expect(child.pid).toBeUndefined()
})
