/** The ladder as a list: groups, packets, folded gaps; each with the socket calls that belong beside it. */
import type { SocketCall } from '../../../protocol/lab.ts'
import { datagramsOf } from '../../../trace/datagrams.ts'
import { portOf } from '../../../trace/ends.ts'
import { claimed, firstAfter } from '../../../trace/range.ts'
import { groupOf } from '../../../wire/group.ts'
import type { Group } from '../../../wire/types.ts'
import { colourOf, type Range, type Stream, slices, type WriteColour } from './streams.ts'
import type { TraceRow } from './trace.ts'

export const LADDER_LIMITS = {
  /** A silence longer than this is folded into one row, µs. */
  gap: 5_000,
  /** A call this close to a packet stands beside it, µs. */
  near: 1_000,
  /** A call that took longer shows where it began and where it returned, and its lifeline is hatched, µs. */
  blocking: 500,
}

export type GroupName = Group | 'Datagrams' | 'Control'
export type GapReason = 'travelling' | 'timer' | 'silence'
export type Note = { call: SocketCall; part: 'whole' | 'begin' | 'end'; colour: WriteColour | null }
export type Notes = { client: Note[]; server: Note[] }
/** Where a lifeline is hatched within an item, shares of its height. */
export type Hatch = { from: number; to: number; begins: boolean; ends: boolean; program: string }
/** The bytes of its stream that a packet brought, each stretch in the colour of the write it came from. */
export type Carried = Range & { stream: string; pieces: (Range & { colour: WriteColour | null })[] }
type Beside = { notes: Notes; hatch: { client: Hatch[]; server: Hatch[] } }

export type LadderItem =
  | { type: 'group'; key: string; name: GroupName; connection: number | null; packets: number; span: number }
  | ({ type: 'packet'; key: string; row: TraceRow; carried: Carried | null } & Beside)
  | ({ type: 'gap'; key: string; from: number; to: number; reason: GapReason } & Beside)
type Placed = Exclude<LadderItem, { type: 'group' }>

export type LadderInput = {
  rows: readonly TraceRow[]
  calls: readonly SocketCall[]
  streams: readonly Stream[]
  /** Programs drawn on the right. */
  servers: ReadonlySet<string>
}

export function ladder({ rows, calls: all, streams, servers }: LadderInput): LadderItem[] {
  const placed = withGaps(rows, carriedBy(streams))
  const calls = all.filter(concerning(rows))
  placeCalls(placed, calls, streams, servers)
  hatch(placed, calls, servers)
  return withGroups(placed, rows)
}

/** A call on a port of which no packet is drawn has no place beside the packets: their lifelines are other ports'. */
function concerning(rows: readonly TraceRow[]): (call: SocketCall) => boolean {
  const ports = new Set(rows.flatMap(({ decoded }) => portsOf(decoded)))
  return ({ call, local, remote }) => {
    if (call === 'untold') return false
    const known = [local, remote].map((end) => portOf(end ?? '')).filter((port) => port > 0)
    return known.length === 0 || ports.size === 0 || known.some((port) => ports.has(port))
  }
}

function portsOf({ tcp, udp }: TraceRow['decoded']): number[] {
  const ports = tcp ?? udp
  return ports ? [ports.sourcePort, ports.destinationPort] : []
}

const nothing = (): Beside => ({ notes: { client: [], server: [] }, hatch: { client: [], server: [] } })

/** What a packet brought of the stream that its flow's calls are known of. */
function carriedBy(streams: readonly Stream[]): (row: TraceRow) => Carried | null {
  const known = new Map<string, Stream>()
  for (const stream of streams) {
    const key = `${stream.flow?.id} ${stream.fromClient}`
    if (!known.has(key)) known.set(key, stream)
  }
  return ({ flow, segment }) => {
    const stream = flow && segment?.bytes && known.get(`${flow.id} ${segment.fromClient}`)
    if (!stream || !segment?.bytes) return null
    const { from, to } = segment.bytes
    const pieces = slices(stream, { from, to }).map((piece) => ({
      from: piece.from,
      to: piece.to,
      colour: piece.write ? colourOf(piece.write.index) : null,
    }))
    return { stream: stream.key, from, to, pieces }
  }
}

function withGaps(rows: readonly TraceRow[], carried: (row: TraceRow) => Carried | null): Placed[] {
  const items: Placed[] = []
  let before: TraceRow | null = null
  for (const row of rows) {
    if (before && row.at - before.at > LADDER_LIMITS.gap) {
      const reason = reasonOf(before, row)
      items.push({ type: 'gap', key: `gap ${row.n}`, from: before.at, to: row.at, reason, ...nothing() })
    }
    items.push({ type: 'packet', key: `packet ${row.n}`, row, carried: carried(row), ...nothing() })
    before = row
  }
  return items
}

function reasonOf(before: TraceRow, row: TraceRow): GapReason {
  // A lost datagram is waited for by nobody's timer but the program's own.
  if (row.kind === 'rtx' || (before.dropped && before.segment && before.decoded.tcp)) return 'timer'
  if (before.arrived !== null && row.at - before.arrived < LADDER_LIMITS.gap) return 'travelling'
  return 'silence'
}

function withGroups(placed: Placed[], rows: readonly TraceRow[]): LadderItem[] {
  const connections = new Set(rows.flatMap(({ flow }) => (flow?.protocol === 'tcp' ? [flow.id] : [])))
  const items: LadderItem[] = []
  let open = null as { group: Extract<LadderItem, { type: 'group' }>; mark: string; from: number } | null
  for (const item of placed) {
    if (item.type === 'packet') {
      const { row } = item
      const name = groupName(row)
      const connection = connections.size > 1 && row.segment ? row.segment.flow + 1 : null
      const mark = `${name} ${connection}`
      if (open?.mark !== mark) {
        const group = { type: 'group' as const, key: `group ${row.n}`, name, connection, packets: 0, span: 0 }
        // A gap belongs before the group it leads to.
        items.push(group)
        open = { group, mark, from: row.at }
      }
      open.group.packets += 1
      open.group.span = row.at - open.from
    }
    items.push(item)
  }
  return items
}

function groupName({ segment, decoded, kind }: TraceRow): GroupName {
  if (decoded.protocol === 'udp') return 'Datagrams'
  if (!segment || kind === 'ctl') return 'Control'
  return groupOf(segment)
}

function placeCalls(
  items: Placed[],
  calls: readonly SocketCall[],
  streams: readonly Stream[],
  servers: ReadonlySet<string>,
): void {
  if (items.length === 0) return
  const places = new Places(items)
  const writes = new Map<SocketCall, { index: number; stream: Stream }>()
  for (const stream of streams) for (const { call, index } of stream.writes) writes.set(call, { index, stream })
  const carriers = carriersOf()
  const datagrams = packetsOf(items, calls)
  for (const call of calls.toSorted((a, b) => a.at - b.at)) {
    const side = servers.has(call.program) ? 'server' : 'client'
    const written = writes.get(call)
    const colour = written ? colourOf(written.index) : null
    const took = (call.until ?? call.at) - call.at
    if (written) {
      places.cause(call.at, carriers(written.stream, call.from!)).notes[side].push({ call, part: 'whole', colour })
    } else if (datagrams.has(call)) {
      places.beside(datagrams.get(call)!, call).notes[side].push({ call, part: 'whole', colour })
    } else if (WAITS.has(call.call) && (call.until === undefined || took >= LADDER_LIMITS.blocking)) {
      places.cause(call.at).notes[side].push({ call, part: 'begin', colour })
      if (call.until !== undefined) places.effect(call.until).notes[side].push({ call, part: 'end', colour })
    } else if (CAUSES.has(call.call)) {
      places.cause(call.at).notes[side].push({ call, part: 'whole', colour })
    } else {
      places.effect(call.at).notes[side].push({ call, part: 'whole', colour })
    }
  }
}

/** Finds the first packet that brought a byte of a stream, if one did. */
function carriersOf(): (stream: Stream, at: number) => number | undefined {
  const known = new Map<Stream, ReturnType<typeof claimed<Stream['segments'][number]>>>()
  return (stream, at) => {
    let covers = known.get(stream)
    if (!covers) {
      covers = claimed(stream.segments)
      known.set(stream, covers)
    }
    const cover = covers[firstAfter(covers, at)]
    return cover && cover.from <= at ? cover.by.n : undefined
  }
}

/** The packet that a datagram's call sent or received. */
function packetsOf(items: readonly Placed[], calls: readonly SocketCall[]): Map<SocketCall, number> {
  const rows = items.flatMap((item) => (item.type === 'packet' && item.row.decoded.udp ? [item.row] : []))
  const flows = [...new Set(rows.flatMap(({ flow }) => (flow?.protocol === 'udp' ? [flow] : [])))]
  const dropped = new Set(rows.flatMap((row) => (row.dropped ? [row.n] : [])))
  const found = new Map<SocketCall, number>()
  for (const { sent, received, packets } of flows.length > 0 ? datagramsOf(flows, calls, { dropped }) : []) {
    const n = packets.at(-1)
    if (n === undefined) continue
    for (const call of sent ? [sent, ...received] : received) found.set(call, n)
  }
  return found
}

/** Calls that make packets go; the others return because packets came. */
const CAUSES = new Set([
  'listen',
  'bind',
  'connect',
  'write',
  'end',
  'send',
  'sendto',
  'sendall',
  'shutdown',
  'close',
  'destroy',
])

/** Finds items by time; packets stand in the order in which they were sent, and a link delays all alike. */
class Places {
  readonly #items: Placed[]
  /** Positions of packets among the items, with when each was sent and when it was there. */
  readonly #packets: { index: number; at: number; arrived: number; n: number }[]
  readonly #byNumber: Map<number, number>

  constructor(items: Placed[]) {
    this.#items = items
    this.#packets = items.flatMap((item, index) =>
      item.type === 'gap' ? [] : [{ index, at: item.row.at, arrived: item.row.arrived ?? item.row.at, n: item.row.n }],
    )
    this.#byNumber = new Map(this.#packets.map(({ n, index }) => [n, index]))
  }

  /** The item that a call at `at` led to: the packet it sent, or the silence before it. */
  cause(at: number, carrier?: number): Placed {
    const next = this.#packets[first(this.#packets, (packet) => packet.at >= at)]
    const index = (carrier === undefined ? undefined : this.#byNumber.get(carrier)) ?? next?.index
    if (index === undefined) return this.#items.at(-1)!
    const item = this.#items[index]!
    const before = this.#items[index - 1]
    const late = item.type === 'packet' && item.row.at - at > LADDER_LIMITS.near
    return late && before?.type === 'gap' ? before : item
  }

  /** The item of a packet that is known to be the call's; by its time, where that is not drawn. */
  beside(n: number, call: SocketCall): Placed {
    const index = this.#byNumber.get(n)
    return index === undefined ? this.cause(call.at) : this.#items[index]!
  }

  /** The item that let a call return at `at`: the packet that came last, or the silence after it. */
  effect(at: number): Placed {
    const last = this.#packets[first(this.#packets, (packet) => packet.arrived > at) - 1]
    if (!last) return this.#items[0]!
    const after = this.#items[last.index + 1]
    return after?.type === 'gap' && at - last.arrived > LADDER_LIMITS.near ? after : this.#items[last.index]!
  }
}

/** Position of the first entry that fits, in a list where all before it do not and all after it do. */
function first<T>(list: readonly T[], fits: (entry: T) => boolean): number {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (fits(list[middle]!)) to = middle
    else from = middle + 1
  }
  return from
}

const WAITS = new Set(['accept', 'connect', 'recv', 'recvfrom', 'recv_into', 'read', 'select', 'poll'])

/** Spans in which a program sat in a call, µs; `to` is Infinity while it still does. */
export function waits(calls: readonly SocketCall[]): { program: string; call: SocketCall; from: number; to: number }[] {
  const spans: { program: string; call: SocketCall; from: number; to: number }[] = []
  /** When each program made its next call, going backward. A program that did anything else was not held. */
  const next = new Map<string, number>()
  for (const call of calls.toSorted((a, b) => b.at - a.at)) {
    const { program, at } = call
    const to = Math.min(call.until ?? Number.POSITIVE_INFINITY, next.get(program) ?? Number.POSITIVE_INFINITY)
    if (WAITS.has(call.call) && to - at >= LADDER_LIMITS.blocking) spans.push({ program, call, from: at, to })
    next.set(program, at)
  }
  return spans.reverse()
}

function hatch(items: Placed[], calls: readonly SocketCall[], servers: ReadonlySet<string>): void {
  const within = finder(items.map((_, index) => spanOf(items, index)))
  for (const span of waits(calls.slice(-HATCHED_CALLS))) {
    const side = servers.has(span.program) ? 'server' : 'client'
    for (const { index, from, to } of within(span.from, span.to)) {
      const share = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)))
      const piece = { from: index === 0 && span.from <= from ? 0 : share(span.from), to: share(span.to) }
      const ends = { begins: span.from >= from, ends: span.to <= to, program: span.program }
      items[index]!.hatch[side].push({ ...piece, ...ends })
    }
  }
}

type Span = { index: number; from: number; to: number }

/** Finds the spans that share time with another, without looking at all: rows of several links may be out of order. */
function finder(spans: readonly (readonly [number, number])[]): (from: number, to: number) => Span[] {
  const inOrder = spans.map(([from, to], index) => ({ index, from, to })).sort((a, b) => a.from - b.from)
  let latest = Number.NEGATIVE_INFINITY
  const reaches = inOrder.map(({ to }) => {
    latest = Math.max(latest, to)
    return latest
  })
  return (from, to) => {
    const found: Span[] = []
    for (let at = first(reaches, (reach) => reach > from); at < inOrder.length && inOrder[at]!.from < to; at++)
      if (inOrder[at]!.to > from) found.push(inOrder[at]!)
    return found
  }
}

/** Of very talkative programs only the latest calls are hatched. */
const HATCHED_CALLS = 400

function spanOf(items: Placed[], index: number): [number, number] {
  const start = (item: Placed) => (item.type === 'gap' ? item.from : item.row.at)
  const item = items[index]!
  const next = items[index + 1]
  if (item.type === 'gap') return [item.from, item.to]
  // A packet before a gap keeps a moment of its own; the gap row has the rest.
  if (next?.type === 'gap') return [item.row.at, item.row.at + LADDER_LIMITS.near]
  return [item.row.at, next ? Math.max(start(next), item.row.at + 1) : item.row.at + LADDER_LIMITS.near]
}
