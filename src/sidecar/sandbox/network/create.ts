/** Makes the fabric of a planned network. */
import type { NetworkPlan } from '../../../protocol/network.ts'
import type { Fabric, FabricOptions } from './fabric.ts'
import { createLoopback } from './loopback.ts'
import { Wire } from './wire.ts'

/** Throws SANDBOX_SYSTEM where the machine lacks a part of it; nothing is left then. */
export function createFabric(plan: NetworkPlan, options: FabricOptions): Fabric {
  return plan.links.some(({ kind }) => kind === 'loopback') ? createLoopback(plan, options) : new Wire(plan, options)
}
