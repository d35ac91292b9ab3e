/** What a program pours out, to the client of the bridge, against a bare TCP pipe from the same program. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { LIMITS } from '../src/sidecar/limits.ts'
import type { Claim, Result } from './support/claim.ts'
import { courseOf, LAB, PROGRAMS } from './support/lab.ts'
import { Page } from './support/page.ts'
import { rounds } from './support/rounds.ts'
import { serveCourse } from './support/served.ts'

const ROUNDS = { atMost: 20, withinMs: 40_000, warmUp: true }
const FILE = 'pour.ts'
/** A little under what a program may print in all. */
const BYTES = LIMITS.outputBytes - 48_576
/** From the line that asks for it to the last byte, MB/s. */
type Pour = { once(): Promise<number>; close(): Promise<void> }

export const claim: Claim = {
  title: `${(BYTES / 1e6).toFixed(0)} MB printed by a program at once, until all of it is at the client`,
  target: 'at least 0.5 of a bare TCP pipe from the same program',
  measure,
}

async function measure(): Promise<Result> {
  const [ours, bare] = [await throughBridge(), await throughPipe()]
  const values: number[] = []
  const rival: number[] = []
  for (const round of rounds(ROUNDS)) {
    const [first, second] = [await ours.once(), await bare.once()]
    if (round < 0) continue
    values.push(first)
    rival.push(second)
  }
  await ours.close()
  await bare.close()
  return {
    measured: [
      {
        what: 'output over the bridge',
        unit: 'MB/s',
        values,
        rival: { what: 'a bare TCP pipe', values: rival },
        goal: {
          of: 'ratio',
          limit: 0.5,
          why: 'Output passes the helper that holds the sandbox and becomes JSON twice, for a WebSocket that also numbers and keeps it. A program may print 1 MiB in all, which takes this long once.',
        },
      },
    ],
    notes: ['a new process of the program each time; its start is not in the figures'],
  }
}

async function throughBridge(): Promise<Pour> {
  const served = await serveCourse(courseOf([{ name: 'pour', file: FILE }]))
  const page = await Page.open(served.url)
  return {
    async once() {
      const up = page.next('output', ({ text }) => text.includes('ready'))
      const ended = page.next('runEnded')
      page.say({ type: 'run', lab: LAB })
      await up
      let missing = BYTES
      const whole = page.next('output', ({ text }) => {
        missing -= text.length
        return missing <= 0
      })
      const began = performance.now()
      page.say({ type: 'input', lab: LAB, program: 'pour', text: `${BYTES}\n` })
      await whole
      const seconds = (performance.now() - began) / 1_000
      page.say({ type: 'stop', lab: LAB })
      await ended
      return BYTES / 1e6 / seconds
    },
    async close() {
      await page.close()
      await served.close()
    },
  }
}

async function throughPipe(): Promise<Pour> {
  const server = createServer((socket) => {
    const child = spawn(process.execPath, [FILE], { cwd: PROGRAMS, stdio: ['pipe', 'pipe', 'inherit'] })
    socket.pipe(child.stdin)
    child.stdout.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    async once() {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'data') // it is ready
      let missing = BYTES
      const began = performance.now()
      socket.write(`${BYTES}\n`)
      await new Promise<void>((whole) => {
        socket.on('data', (chunk: Buffer) => {
          missing -= chunk.length
          if (missing <= 0) whole()
        })
      })
      const seconds = (performance.now() - began) / 1_000
      socket.destroy()
      return BYTES / 1e6 / seconds
    },
    async close() {
      server.close()
      await once(server, 'close')
    },
  }
}
