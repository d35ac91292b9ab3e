/** Whether the hosts and links that a plan names are there. Pure. */
import type { FaultRule } from './faults.ts'

/** Names of a lab's hosts and links. */
export type FaultNodes = { hosts: readonly string[]; links: readonly string[] }

/** One sentence on the first name that is not there; null when all are. A switch sends under its link's name. */
export function unknownNode(rules: readonly FaultRule[], { hosts, links }: FaultNodes): string | null {
  const nodes = [...hosts, ...links]
  for (const { link, from, to } of rules) {
    if (link !== undefined && !links.includes(link)) return `there is no link "${link}"; there ${listed(links, 'link')}`
    for (const name of [from, to])
      if (name !== undefined && !nodes.includes(name))
        return `there is no host "${name}"; there ${listed(hosts, 'host')}`
  }
  return null
}

function listed(names: readonly string[], what: string): string {
  return names.length === 0 ? `is no ${what}` : `${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`
}
