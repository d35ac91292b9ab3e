/** What a lab that is open and listens costs while nothing happens. */
import { setTimeout as pause } from 'node:timers/promises'
import { LIMITS } from '../src/sidecar/limits.ts'
import { openSandbox } from '../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../src/sidecar/sandbox/types.ts'
import type { Claim, Result } from './support/claim.ts'
import { textOf } from './support/lab.ts'
import { memoryOfTree } from './support/process-tree.ts'

const LABS = 8
/** Until start-up garbage is gone, ms. */
const SETTLE_MS = 1_500
const FILE = 'server.ts'

export const claim: Claim = {
  title: 'Idle labs in a GiB of memory, each with a namespace, a capture and a listening server',
  target: 'at least 40',
  measure,
}

async function measure(): Promise<Result> {
  const sandbox = await openSandbox()
  await openListening(sandbox) // what the first one brings is shared by all
  await pause(SETTLE_MS)
  const before = memoryOfTree(process.pid)
  for (let lab = 0; lab < LABS; lab++) await openListening(sandbox)
  await pause(SETTLE_MS)
  const each = (memoryOfTree(process.pid) - before) / LABS
  await sandbox.close()
  return {
    measured: [
      { what: `the mean of ${LABS} labs`, unit: 'MiB', values: [each] },
      { what: 'so many fit', unit: 'sessions/GiB', values: [1024 / each] },
    ],
    notes: ['proportional set size (PSS) of all processes, without that of one lab opened before'],
  }
}

async function openListening(sandbox: Sandbox): Promise<LabNetwork> {
  const network = await sandbox.open({ topology: 'solo' })
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
