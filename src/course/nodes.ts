/** The nodes of a lab's network in the order in which a ladder draws them. Pure. */
import type { NetworkPlan } from '../protocol/network.ts'

/** Hosts as planned, each switch in the middle of the hosts it joins. A host that is alone talks to itself: no nodes. */
export function nodesOf({ hosts, links }: NetworkPlan): string[] {
  if (hosts.length < 2) return []
  const nodes = hosts.map(({ name }) => name)
  for (const { name, kind } of links) {
    if (kind !== 'switch') continue
    const joined = hosts.filter(({ interfaces }) => interfaces.some(({ link }) => link === name))
    const middle = joined[Math.floor(joined.length / 2)]
    nodes.splice(middle ? nodes.indexOf(middle.name) : nodes.length, 0, name)
  }
  return nodes
}
