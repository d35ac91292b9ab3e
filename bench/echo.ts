/** A typed line to the program and back: bridge and sandbox, against a bare WebSocket server with a child process. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket, WebSocketServer } from 'ws'
import type { Claim, Result } from './support/claim.ts'
import { courseOf, LAB, PROGRAMS } from './support/lab.ts'
import { Page } from './support/page.ts'
import { rounds } from './support/rounds.ts'
import { serveCourse } from './support/served.ts'
import { quantile } from './support/stats.ts'

const LINES = { atMost: 120, withinMs: 20_000, warmUp: true }
const LINE = `${'x'.repeat(63)}\n`
/** Between two lines: longer than output is gathered under load, as with a person who types, ms. */
const REST_MS = 40
const FILE = 'echo.ts'

type Echo = { line(): Promise<number>; close(): Promise<void> }

export const claim: Claim = {
  title: 'A line of 64 bytes typed into a running program, until its echo is back',
  target: 'at most 1.3 of a bare WebSocket server that pipes to the same program',
  measure,
}

async function measure(): Promise<Result> {
  const [ours, bare, relayed] = [await throughBridge(), await throughBareServer(), await throughBareServer('relay.ts')]
  const values: number[] = []
  const rival: number[] = []
  const further: number[] = []
  for (const line of rounds(LINES)) {
    await pause(REST_MS)
    const [first, second, third] = [await ours.line(), await bare.line(), await relayed.line()]
    if (line < 0) continue
    values.push(first)
    rival.push(second)
    further.push(third)
  }
  await ours.close()
  await bare.close()
  await relayed.close()
  return {
    measured: [
      {
        what: 'through the bridge',
        unit: 'ms',
        values,
        rival: { what: 'ws and a child process', values: rival },
        goal: {
          of: 'ratio',
          limit: 1.3,
          why: 'A contained program hangs on the helper that holds its namespaces: one process more on the way there and back, which the second row has as well. What is left beyond that row is parsing, numbering and keeping each message.',
        },
      },
      {
        what: 'the same',
        unit: 'ms',
        values,
        rival: { what: 'ws, a process that passes on, and its child', values: further },
      },
    ],
    notes: [`p99 ${(quantile(values, 0.99) / quantile(rival, 0.99)).toFixed(2)} of that of the bare server`],
  }
}

async function throughBridge(): Promise<Echo> {
  const served = await serveCourse(courseOf([{ name: 'echo', file: FILE }]))
  const page = await Page.open(served.url)
  const running = page.next('program', ({ state }) => state.state === 'running')
  page.say({ type: 'run', lab: LAB })
  await running
  return {
    line: async () => {
      let missing = LINE.length
      const whole = page.next('output', ({ text }) => {
        missing -= text.length
        return missing <= 0
      })
      const began = performance.now()
      page.say({ type: 'input', lab: LAB, program: 'echo', text: LINE })
      await whole
      return performance.now() - began
    },
    close: async () => {
      await page.close()
      await served.close()
    },
  }
}

/** `through`: a program that starts ours and passes on. */
async function throughBareServer(through?: string): Promise<Echo> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const child = spawn(process.execPath, through ? [through, FILE] : [FILE], {
    cwd: PROGRAMS,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  server.on('connection', (ws) => {
    ws.on('message', (data) => child.stdin.write(data.toString()))
    child.stdout.on('data', (chunk: Buffer) => ws.send(chunk.toString()))
  })
  const ws = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await once(ws, 'open')
  return {
    line: async () => {
      const began = performance.now()
      ws.send(LINE)
      for (let missing = LINE.length; missing > 0; ) {
        const [data] = (await once(ws, 'message')) as [Buffer]
        missing -= data.length
      }
      return performance.now() - began
    },
    close: async () => {
      ws.terminate()
      child.kill('SIGKILL')
      server.close()
      await once(child, 'close')
    },
  }
}
