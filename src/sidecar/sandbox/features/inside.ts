/** Entry of doctor's look from inside the namespaces: tries each part alone and prints what failed, as JSON. */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { networkOf } from '../../../course/network.ts'
import { Containment, type ContainmentKind } from '../contain/containment.ts'
import { SCRATCH_VARIABLE } from '../launch.ts'
import { SessionGroup } from '../memory-group/groups.ts'
import { createFabric } from '../network/create.ts'
import { PAIR, SOLO } from '../network/plans.ts'
import { temporaryScratch } from '../scratch.ts'
import type { FeatureSentence } from './words/index.ts'

/** Why a part does not work here; null when it does. */
export type InsideReport = Record<'capture' | 'wire' | 'bridge' | 'ipv6' | ContainmentKind, string | null> & {
  memory: FeatureSentence | null
}

const SNAP_LENGTH = 64
const MEMORY_MIB = 16
const ATTEMPT_MS = 5_000
const scratch = process.env[SCRATCH_VARIABLE] ?? temporaryScratch()

const report: InsideReport = {
  capture: attempt(() => createFabric(SOLO, { snapLength: SNAP_LENGTH }).close()),
  wire: attempt(() => createFabric(PAIR, { snapLength: SNAP_LENGTH }).close()),
  bridge: attempt(() => createFabric(networkOf({ topology: 'lan', size: 2 }), { snapLength: SNAP_LENGTH }).close()),
  ipv6: attempt(() => createFabric(networkOf({ topology: 'pair', ipv6: true }), { snapLength: SNAP_LENGTH }).close()),
  bubblewrap: await contains('bubblewrap'),
  rootview: await contains('rootview'),
  bare: await contains('bare'),
  memory: await boundsMemory(),
}
process.stdout.write(JSON.stringify(report), () => process.exit())

function attempt(act: () => void): string | null {
  try {
    act()
    return null
  } catch (error) {
    return (error as Error).message
  }
}

async function contains(kind: ContainmentKind): Promise<string | null> {
  const folder = join(scratch, kind)
  mkdirSync(folder, { recursive: true })
  return new Containment(kind, folder).fails()
}

/** Takes more than it may, in a group of its own, and looks for who ended it. */
async function boundsMemory(): Promise<FeatureSentence | null> {
  const session = SessionGroup.open()
  const room = session?.room(MEMORY_MIB) ?? null
  if (session === null || room === null) return ['noGroup']
  // tail(1) keeps all that it may have to print.
  const [command = '', ...args] = room.enter([
    'sh',
    '-c',
    `head -c ${2 * MEMORY_MIB}m /dev/zero | tail -c ${2 * MEMORY_MIB}m`,
  ])
  spawnSync(command, args, { stdio: 'ignore', timeout: ATTEMPT_MS })
  await room.close()
  await session.close()
  return room.overflowed() ? null : ['notBounded']
}
