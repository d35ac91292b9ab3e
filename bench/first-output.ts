/** From "run it" to the first byte that the program printed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { LIMITS } from '../src/sidecar/limits.ts'
import { SOLO } from '../src/sidecar/sandbox/network/plans.ts'
import type { LabNetwork, ProgramSpec } from '../src/sidecar/sandbox/types.ts'
import type { Claim, Result } from './support/claim.ts'
import { courseOf, LAB, PROGRAMS, textOf } from './support/lab.ts'
import { Page } from './support/page.ts'
import { rounds } from './support/rounds.ts'
import { serveCourse } from './support/served.ts'

const ROUNDS = { atMost: 20, withinMs: 40_000, warmUp: true }
/** Time to keep a process ready; a reader needs longer from one Run to the next, ms. */
const REST_MS = 600
const FILE = 'server.ts'
const SERVER: ProgramSpec = { name: 'server', file: FILE, host: 'lab', args: [], limits: LIMITS }

export const claim: Claim = {
  title: 'Run pressed to the first byte of output, of a server that says when it listens',
  target: 'at most 0.5 of starting the same file with node',
  measure,
}

async function measure(): Promise<Result> {
  const served = await serveCourse(courseOf([{ name: 'server', file: FILE }]))
  const network = await served.sandbox.open({ network: SOLO })
  const page = await Page.open(served.url)
  const bare: number[] = []
  const started: number[] = []
  const bridged: number[] = []
  for (const round of rounds(ROUNDS)) {
    network.warm([SERVER])
    page.say({ type: 'warm', lab: LAB })
    await pause(REST_MS)
    const times = [await startBare(), await startWarm(network), await runThroughBridge(page)] as const
    if (round < 0) continue
    for (const [at, series] of [bare, started, bridged].entries()) series.push(times[at]!)
  }
  await page.close()
  await network.close()
  await served.close()
  const rival = { what: `node ${FILE}`, values: bare }
  const goal = { of: 'ratio', limit: 0.5 } as const
  return {
    measured: [
      { what: 'a warm start in the sandbox', unit: 'ms', values: started, rival, goal },
      { what: 'Run over a WebSocket to its first "output" event', unit: 'ms', values: bridged, rival, goal },
    ],
    notes: [`tier ${served.sandbox.tier}; both sides run Node ${process.version}`],
  }
}

async function startBare(): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, [FILE], { cwd: PROGRAMS, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const ms = performance.now() - began
  child.kill('SIGKILL')
  await once(child, 'close')
  return ms
}

async function startWarm(network: LabNetwork): Promise<number> {
  const { promise: heard, resolve } = Promise.withResolvers<number>()
  const began = performance.now()
  const program = await network.start(
    SERVER,
    { [FILE]: textOf(FILE) },
    {
      output: () => resolve(performance.now() - began),
      call: () => {},
      exit: () => resolve(Number.NaN),
    },
  )
  const ms = await heard
  await program.stop('stopped')
  if (Number.isNaN(ms)) throw new Error(`${FILE} ended without a word`)
  return ms
}

async function runThroughBridge(page: Page): Promise<number> {
  const output = page.next('output')
  const began = performance.now()
  page.say({ type: 'run', lab: LAB })
  await output
  const ms = performance.now() - began
  const ended = page.next('runEnded')
  page.say({ type: 'stop', lab: LAB })
  await ended
  return ms
}
