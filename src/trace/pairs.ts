/** Connections: a flow of the capture with the halves of the programs at its ends, or halves alone. */
import type { Flow } from '../wire/types.ts'
import { endpoint, isUnix, portOf } from './ends.ts'
import type { Half } from './halves.ts'

export type Pair = {
  client: string
  server: string
  flow: Flow | null
  clientHalf: Half | null
  serverHalf: Half | null
}

/** Flows first, in their order; then connections of which no packet was seen. */
export function pairsOf(flows: readonly Flow[], halves: readonly Half[]): Pair[] {
  const pairs: Pair[] = flows
    .filter(({ protocol }) => protocol === 'tcp')
    .map((flow) => {
      const client = endpoint(flow.client)
      return { client, server: endpoint(flow.server), flow, clientHalf: null, serverHalf: null }
    })
  const known = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const key = bothWays(pair.client, pair.server)
    const same = known.get(key)
    if (same) same.push(pair)
    else known.set(key, [pair])
  }
  const alone: Half[] = []
  for (const half of halves) {
    const pair = theirs(known.get(bothWays(half.local, half.remote)) ?? [], half)
    if (pair) take(pair, half)
    else alone.push(half)
  }
  return [...pairs, ...withoutPackets(alone)]
}

/** The newest connection that had begun by then and has this side free; the first one, for a half that came early. */
function theirs(pairs: readonly Pair[], half: Half): Pair | undefined {
  const free = pairs.filter((pair) => pair[sideOf(pair, half)] === null)
  return free.findLast(({ flow }) => (flow?.segments[0]?.at ?? 0) <= half.since) ?? free[0]
}

function sideOf({ client, server }: Pair, { local, role }: Half): 'clientHalf' | 'serverHalf' {
  // A socket connected to itself has one half.
  if (client === server) return 'clientHalf'
  if (local === client) return 'clientHalf'
  return local === server || role === 'server' ? 'serverHalf' : 'clientHalf'
}

function take(pair: Pair, half: Half): void {
  pair[sideOf(pair, half)] = half
}

/** The nth connect() of two ends, or to a path, meets the nth accept() there. */
function withoutPackets(halves: readonly Half[]): Pair[] {
  const groups = new Map<string, { clients: Half[]; servers: Half[] }>()
  for (const half of [...halves].sort((a, b) => a.since - b.since)) {
    const server = isServer(half)
    const key = unixPath(half, server) ?? bothWays(half.local, half.remote)
    const group = groups.get(key) ?? { clients: [], servers: [] }
    groups.set(key, group)
    group[server ? 'servers' : 'clients'].push(half)
  }
  return [...groups.values()].flatMap(({ clients, servers }) =>
    Array.from({ length: Math.max(clients.length, servers.length) }, (_, index) =>
      together(clients[index] ?? null, servers[index] ?? null, index),
    ),
  )
}

function together(clientHalf: Half | null, serverHalf: Half | null, index: number): Pair {
  const client = clientHalf?.local || serverHalf?.remote || `unix:${index + 1}`
  const server = clientHalf?.remote || serverHalf?.local || ''
  return { client, server, flow: null, clientHalf, serverHalf }
}

/** The higher port is the client's: servers of the course bind theirs, clients take an ephemeral one. */
function isServer({ role, local, remote }: Half): boolean {
  if (role !== null) return role === 'server'
  if (isUnix(local) || isUnix(remote)) return local !== '' && !local.startsWith('unix:')
  return portOf(local) < portOf(remote)
}

function unixPath({ local, remote }: Half, server: boolean): string | null {
  const path = server ? local : remote
  return isUnix(path) ? `unix ${path}` : null
}

const bothWays = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`)
