/** Entry of doctor's look from inside the namespaces: tries each part alone and prints what failed, as JSON. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { networkOf } from '../../../course/network.ts'
import { Containment, type ContainmentKind } from '../contain/containment.ts'
import { SCRATCH_VARIABLE } from '../launch.ts'
import { createFabric } from '../network/create.ts'
import { PAIR, SOLO } from '../network/plans.ts'
import { temporaryScratch } from '../scratch.ts'

/** Why a part does not work here; null when it does. */
export type InsideReport = Record<'capture' | 'wire' | 'bridge' | 'ipv6' | ContainmentKind, string | null>

const SNAP_LENGTH = 64
const scratch = process.env[SCRATCH_VARIABLE] ?? temporaryScratch()

const report: InsideReport = {
  capture: attempt(() => createFabric(SOLO, { snapLength: SNAP_LENGTH }).close()),
  wire: attempt(() => createFabric(PAIR, { snapLength: SNAP_LENGTH }).close()),
  bridge: attempt(() => createFabric(networkOf({ topology: 'lan', size: 2 }), { snapLength: SNAP_LENGTH }).close()),
  ipv6: attempt(() => createFabric(networkOf({ topology: 'pair', ipv6: true }), { snapLength: SNAP_LENGTH }).close()),
  bubblewrap: await contains('bubblewrap'),
  rootview: await contains('rootview'),
  bare: await contains('bare'),
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
