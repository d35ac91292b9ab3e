/** What can be wrong with the knobs of a lab, given its network. Pure. */
import { unknownNode } from '../protocol/fault-nodes.ts'
import type { FaultPlace } from '../protocol/faults.ts'
import type { NetworkPlan } from '../protocol/network.ts'
import type { LabFaults } from './fault-schema.ts'
import type { Issue } from './network-checks.ts'

export function checkFaults(faults: LabFaults | undefined, { hosts, links }: NetworkPlan): Issue[] {
  if (faults === undefined) return []
  const wires = links.filter(({ kind }) => kind !== 'loopback').map(({ name }) => name)
  if (wires.length === 0) return [{ path: ['faults'], message: 'one host has no wire that could be disturbed' }]
  const nodes = { hosts: hosts.map(({ name }) => name), links: wires }
  return Object.entries(faults).flatMap(([knob, place]: [string, FaultPlace]) => {
    const message = unknownNode([{ ...place, kind: 'cut' }], nodes)
    return message === null ? [] : [{ path: ['faults', knob], message }]
  })
}
