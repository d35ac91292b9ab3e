/** A look at a lab's network: the sockets of its hosts, or their tables and what its switches have learned. */
import type { LoadedLab } from '../../course/load.ts'
import { networkOf } from '../../course/network.ts'
import { MESSAGE_LIMITS, type ServerMessage } from '../../protocol/messages.ts'
import type { LabNetwork } from '../sandbox/types.ts'

export type Seen = Extract<ServerMessage, { type: 'sockets' | 'tables' }>

export async function lookAt(network: LabNetwork, { id, lab }: LoadedLab, at: Seen['type']): Promise<Seen> {
  const names = network.hosts.map(({ name }) => name)
  if (at === 'sockets') {
    const hosts = names.map(async (host) => {
      const [sockets, more] = firstRows(await network.sockets(host))
      return { host, sockets, more }
    })
    return { type: 'sockets', lab: id, hosts: await Promise.all(hosts) }
  }
  const switches = networkOf(lab).links.filter(({ kind }) => kind === 'switch')
  const nodes = [...names, ...switches.map(({ name }) => name)].map(async (node) => {
    const tables = await network.tables(node)
    const [neighbours, a] = firstRows(tables.neighbours)
    const [routes, b] = firstRows(tables.routes)
    const [forwarding, c] = firstRows(tables.forwarding)
    return { node, neighbours, routes, forwarding, more: a + b + c }
  })
  return { type: 'tables', lab: id, nodes: await Promise.all(nodes) }
}

/** The first rows, and how many were left out. */
export function firstRows<Row>(rows: Row[]): [rows: Row[], more: number] {
  const kept = rows.slice(0, MESSAGE_LIMITS.tableRows)
  return [kept, rows.length - kept.length]
}
