/**
 * Each datagram in its three lives: the call that sent it, the packets that carried it, the calls that received it.
 *
 * A datagram has no number. What was sent from one end to another is told apart by order and size, which is exact as
 * long as nothing is missing in between; among datagrams of one size that a full buffer has thinned out, the earlier
 * ones are taken for those received.
 */
import type { SocketCall } from '../protocol/lab.ts'
import type { Flow, Segment } from '../wire/types.ts'
import { type CarryingCall, carries, isDatagram, lastReports, reads, writes } from './calls.ts'
import { covers, endpoint, hostOf, isUnix } from './ends.ts'
import type { Seen } from './streams.ts'

export type Datagram = {
  /** `address:port`, or the path of a UNIX socket. */
  from: string
  to: string
  /** Bytes of payload. */
  size: number
  /** When it was first known of, µs. */
  at: number
  sent: SocketCall | null
  /** Packets that carried it: several for a fragmented one, none where it was not seen on any link. */
  packets: number[]
  /** A link took it away. */
  lost: boolean
  /** Calls that received it: several at a group of receivers, or of a duplicate; none where nobody did. */
  received: SocketCall[]
}

/** Clocks of packets and calls agree to this, µs. */
const SLACK = 200
/** A link notes that it has delivered a frame once it has: on a busy machine the receiver may be quicker, µs. */
const LATE_NOTE = 20_000

export type SeenDatagrams = Seen & {
  /** How many more of a packet the links made. */
  copies?: ((n: number) => number) | undefined
  /** Addresses of the host a program runs on; null where that is not known. */
  addressesOf?: ((program: string) => readonly string[] | null) | undefined
}

/** In the order in which they were sent. */
export function datagramsOf(
  flows: readonly Flow[],
  calls: readonly SocketCall[],
  seen: SeenDatagrams = {},
): Datagram[] {
  const known = lastReports(calls)
    .filter(carries)
    .filter(maybeDatagram(flows))
    .sort((a, b) => a.at - b.at)
  const sends = new Waiting(known.filter(writes))
  const list = [...onTheWire(flows, sends, seen), ...sends.rest().filter(isAddressed).map(unseen)].sort(
    (a, b) => a.at - b.at,
  )
  deliver(list, known.filter(reads), seen)
  return list
}

/** A call that is no datagram's by name is one by its ends: packets showed them to speak UDP and not TCP. */
function maybeDatagram(flows: readonly Flow[]): (call: CarryingCall) => boolean {
  const ends = (protocol: Flow['protocol']) =>
    new Set(flows.flatMap((flow) => (flow.protocol === protocol ? [flow.client, flow.server].map(endpoint) : [])))
  const [udp, tcp] = [ends('udp'), ends('tcp')]
  return (call) => {
    const certain = isDatagram(call)
    if (certain !== null) return certain
    const remote = endpoint(call.remote ?? '')
    return udp.has(remote) && !(tcp.has(remote) && tcp.has(endpoint(call.local ?? '')))
  }
}

function* onTheWire(flows: readonly Flow[], sends: Waiting, { dropped }: Seen): Generator<Datagram> {
  const all = flows
    .filter(({ protocol }) => protocol === 'udp')
    .flatMap((flow) => flow.segments.map((segment) => ({ flow, segment })))
    .sort((a, b) => a.segment.n - b.segment.n)
  for (const { flow, segment } of all) {
    const [client, server] = [endpoint(flow.client), endpoint(flow.server)]
    const [from, to] = segment.fromClient ? [client, server] : [server, client]
    const sent = sends.take(from, to, segment)
    const packets = segment.fragments ?? [segment.n]
    const lost = packets.some((n) => dropped?.has(n))
    yield { from, to, size: segment.length, at: sent?.at ?? segment.at, sent, packets, lost, received: [] }
  }
}

/** A frame that a packet socket sends has no such address: it is not a datagram of a program's. */
function isAddressed({ remote = '' }: CarryingCall): boolean {
  return remote !== ''
}

function unseen(sent: CarryingCall): Datagram {
  const { local = '', remote = '', from, to, at } = sent
  return {
    from: endpoint(local),
    to: endpoint(remote),
    size: to - from,
    at,
    sent,
    packets: [],
    lost: false,
    received: [],
  }
}

/** Calls of send() whose datagrams have not been found yet, by where they went. */
class Waiting {
  readonly #to = new Map<string, { calls: CarryingCall[]; taken: boolean[]; head: number }>()

  constructor(sends: CarryingCall[]) {
    for (const call of sends) {
      const to = endpoint(call.remote ?? '')
      const queue = this.#to.get(to) ?? { calls: [], taken: [], head: 0 }
      this.#to.set(to, queue)
      queue.calls.push(call)
      queue.taken.push(false)
    }
  }

  take(from: string, to: string, { length, at }: Segment): SocketCall | null {
    const queue = this.#to.get(to)
    if (!queue) return null
    const { calls, taken } = queue
    for (let index = queue.head; index < calls.length && calls[index]!.at <= at + SLACK; index++) {
      const call = calls[index]!
      const fits = call.to - call.from === length && covers(endpoint(call.local ?? from), from)
      if (taken[index] || !fits) continue
      taken[index] = true
      while (taken[queue.head]) queue.head++
      return call
    }
    return null
  }

  rest(): CarryingCall[] {
    return [...this.#to.values()].flatMap(({ calls, taken }) => calls.filter((_, index) => !taken[index]))
  }
}

/** `known`: no program can have had it before, µs. */
type Arrival = { datagram: Datagram; at: number; known: number }

/** Each socket takes what came for it in the order in which it came. */
function deliver(datagrams: readonly Datagram[], receives: readonly CarryingCall[], seen: SeenDatagrams): void {
  const arrivals = datagrams.flatMap((datagram) => arrivalsOf(datagram, seen)).sort((a, b) => a.at - b.at)
  const from = new Map<string, Arrival[]>()
  for (const arrival of arrivals) {
    const list = from.get(arrival.datagram.from)
    if (list) list.push(arrival)
    else from.set(arrival.datagram.from, [arrival])
  }
  const next = new Map<string, number>()
  for (const call of receives) {
    const [local, remote] = [endpoint(call.local ?? ''), endpoint(call.remote ?? '')]
    const socket = `${local} ${remote} ${call.program}`
    const list = from.get(remote) ?? unnamed(from, remote)
    const index = findFrom(list, next.get(socket) ?? 0, (arrival) => fits(arrival, call, local, seen))
    if (index < 0) continue
    next.set(socket, index + 1)
    list[index]!.datagram.received.push(call)
  }
}

/** A sender that was bound to every address is known by its port alone where no packet showed more. */
function unnamed(from: ReadonlyMap<string, Arrival[]>, remote: string): Arrival[] {
  for (const [bound, list] of from) if (covers(bound, remote)) return list
  return []
}

function arrivalsOf(datagram: Datagram, { arrived, copies }: SeenDatagrams): Arrival[] {
  const last = datagram.packets.at(-1)
  if (last === undefined) return [{ datagram, at: datagram.at, known: datagram.at }]
  const more = copies?.(last) ?? 0
  const times = (datagram.lost ? 0 : 1) + more
  const at = arrived?.(last) ?? datagram.at
  const known = Math.min(at, Math.max(datagram.at, at - LATE_NOTE))
  return Array.from({ length: times }, () => ({ datagram, at, known }))
}

function fits(
  { datagram, known }: Arrival,
  call: CarryingCall,
  local: string,
  { addressesOf }: SeenDatagrams,
): boolean {
  const size = call.to - call.from
  // recvfrom() may have had less room than there was; `message` always has all.
  const whole = size === datagram.size || (size < datagram.size && call.call !== 'message')
  return (
    whole && known <= (call.until ?? call.at) + SLACK && isFor(datagram.to, local, addressesOf?.(call.program) ?? null)
  )
}

/** Groups and broadcasts reach sockets whatever address they are bound to; else it must be one of their host's. */
function isFor(to: string, local: string, addresses: readonly string[] | null): boolean {
  if (isUnix(to)) return to === local
  const samePort = to.slice(to.lastIndexOf(':')) === local.slice(local.lastIndexOf(':'))
  if (local !== '' && !samePort && !covers(local, to)) return false
  if (addresses === null || addresses.length === 0) return true
  return isToMany(to) || isLoopback(to) || addresses.includes(hostOf(to))
}

/** A group's address, or one that may be a broadcast: masks are not known here. */
function isToMany(to: string): boolean {
  const host = hostOf(to)
  return /^(22[4-9]|23\d)\./.test(host) || /^\d+\.\d+\.\d+\.255$/.test(host) || /^ff/i.test(host)
}

function isLoopback(to: string): boolean {
  return /^(127\.|::1$)/.test(hostOf(to))
}

function findFrom<T>(list: readonly T[], from: number, fits: (entry: T) => boolean): number {
  for (let index = from; index < list.length; index++) if (fits(list[index]!)) return index
  return -1
}
