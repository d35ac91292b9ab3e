/** Whether the hosts and links that a plan names are there. Pure. */
import type { FaultRule } from './faults.ts'

/** Names of a lab's hosts and links. */
export type FaultNodes = { hosts: readonly string[]; links: readonly string[] }

/** A name that is not there, and those of its kind that are. */
export type MissingNode = { what: 'host' | 'link'; name: string; names: readonly string[] }

/** The first name that is not there; null when all are. A switch sends under its link's name. */
export function missingNode(rules: readonly FaultRule[], { hosts, links }: FaultNodes): MissingNode | null {
  const nodes = [...hosts, ...links]
  for (const { link, from, to } of rules) {
    if (link !== undefined && !links.includes(link)) return { what: 'link', name: link, names: links }
    for (const name of [from, to])
      if (name !== undefined && !nodes.includes(name)) return { what: 'host', name, names: hosts }
  }
  return null
}

/** One English sentence on the first name that is not there; null when all are. */
export function unknownNode(rules: readonly FaultRule[], there: FaultNodes): string | null {
  const missing = missingNode(rules, there)
  return missing && `there is no ${missing.what} "${missing.name}"; there ${listed(missing.names, missing.what)}`
}

function listed(names: readonly string[], what: string): string {
  return names.length === 0 ? `is no ${what}` : `${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`
}
