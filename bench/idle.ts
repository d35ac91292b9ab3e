/** What labs that are open and listen cost while nothing happens, two hundred of them at once. */
import { setTimeout as pause } from 'node:timers/promises'
import { LIMITS } from '../src/sidecar/limits.ts'
import { SOLO } from '../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../src/sidecar/sandbox/types.ts'
import type { Claim, Result } from './support/claim.ts'
import { textOf } from './support/lab.ts'
import { memoryOfTree } from './support/process-tree.ts'

const LABS = 200
/** Labs at the beginning and at the end that are compared. */
const COMPARED = 10
/** Labs for one figure of memory. */
const GROUP = 10
/** Until start-up garbage is gone, ms. */
const SETTLE_MS = 500
const FILE = 'server.ts'

export const claim: Claim = {
  title: `${LABS} idle labs at once, each with a namespace, a capture and a listening server`,
  target: 'at least 40 in a GiB of memory; the last opens in at most twice the time of the first',
  measure,
}

async function measure(): Promise<Result> {
  const sandbox = await openSandbox()
  await openListening(sandbox) // what the first one brings is shared by all
  await pause(SETTLE_MS)
  let before = memoryOfTree(process.pid)
  const took: number[] = []
  const each: number[] = []
  for (let lab = 0; lab < LABS; lab++) {
    const began = performance.now()
    await openListening(sandbox)
    took.push(performance.now() - began)
    if ((lab + 1) % GROUP > 0) continue
    await pause(SETTLE_MS)
    const now = memoryOfTree(process.pid)
    each.push((now - before) / GROUP)
    before = now
  }
  const closing = performance.now()
  await sandbox.close()
  const closed = performance.now() - closing
  return {
    measured: [
      { what: `one lab more, of each ${GROUP} in turn`, unit: 'MiB', values: each },
      {
        what: `so many fit, by the mean of all ${LABS}`,
        unit: 'sessions/GiB',
        values: [1024 / mean(each)],
        goal: { of: 'median', limit: 40 },
      },
      {
        what: `opening one of the last ${COMPARED}, with a cold start`,
        unit: 'ms',
        values: took.slice(-COMPARED),
        rival: { what: `one of the first ${COMPARED}`, values: took.slice(0, COMPARED) },
        goal: { of: 'ratio', limit: 2 },
      },
      { what: 'closing all', unit: 'ms', values: [closed] },
    ],
    notes: [
      'proportional set size (PSS) of all processes, without that of one lab opened before',
      'the rival has no program to run here: 100 to 300 MB a user are what operators of JupyterHub publish',
      `tier ${sandbox.tier}; opened one after the other, nothing kept warm`,
    ],
  }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

async function openListening(sandbox: Sandbox): Promise<LabNetwork> {
  const network = await sandbox.open({ network: SOLO })
  await network.beginRun()
  const { promise: heard, resolve, reject } = Promise.withResolvers<void>()
  await network.start(
    { name: 'server', file: FILE, host: 'lab', args: [], limits: LIMITS },
    { [FILE]: textOf(FILE) },
    { output: () => resolve(), call: () => {}, exit: () => reject(new Error(`${FILE} ended`)) },
  )
  await heard
  return network
}
