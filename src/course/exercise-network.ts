/** Where an exercise's submission and spec are on its network. Pure. */
import type { NetworkPlan } from '../protocol/network.ts'
import { hasWire, planNetwork } from './network.ts'
import type { Issue } from './network-checks.ts'
import type { Exercise } from './schema.ts'

/** `host`: the submission's; `spec`: where the spec's peers are unless it says another. */
export type ExerciseSeat = { network: NetworkPlan; host: string; spec: string }

/** Null where both are on one host. */
export function seatOf(exercise: Exercise): ExerciseSeat | undefined {
  const fields = networkFieldsOf(exercise)
  if (!hasWire(fields)) return undefined
  const { network } = planNetwork(fields)
  const names = network.hosts.map(({ name }) => name)
  const host = exercise.host ?? (names.includes(exercise.kind) ? exercise.kind : names[0]!)
  const rest = names.filter((name) => name !== host)
  const other = exercise.kind === 'server' ? 'client' : 'server'
  return { network, host, spec: exercise.spec ?? (rest.includes(other) ? other : rest[0]!) }
}

/** What is wrong with the network of an exercise. */
export function exerciseIssues(exercise: Exercise): Issue[] {
  const fields = networkFieldsOf(exercise)
  const { network, issues } = planNetwork(fields)
  const say = (name: string, message: string) => issues.push({ path: [name], message })
  if (exercise.wire && (exercise.topology !== undefined || exercise.hosts !== undefined))
    say('wire', 'it is short for "topology": "pair"; say one of them')
  const apart = network.links.some(({ kind }) => kind !== 'loopback')
  if (exercise.kind === 'function' && (apart || exercise.capture))
    say(apart ? 'kind' : 'capture', 'a function is called, not talked to: it has no network')
  for (const name of ['host', 'spec'] as const) {
    const wanted = exercise[name]
    if (wanted === undefined) continue
    const names = network.hosts.map((one) => one.name)
    if (!apart) say(name, 'spec and submission are on one host; say a "topology" first')
    else if (!names.includes(wanted)) say(name, `there is no host "${wanted}"; there are ${names.join(', ')}`)
  }
  const seat = issues.length === 0 ? seatOf(exercise) : undefined
  if (seat !== undefined && seat.host === seat.spec) say('spec', 'the spec needs another host than the submission')
  return issues
}

function networkFieldsOf({ wire, topology, size, ipv6, links, hosts }: Exercise) {
  return {
    topology: wire ? ('pair' as const) : topology,
    ...(size !== undefined && { size }),
    ...(ipv6 !== undefined && { ipv6 }),
    ...(links !== undefined && { links }),
    ...(hosts !== undefined && { hosts }),
  }
}
