/**
 * Who wrote which bytes of a stream, which segments carried them, which reads took them. Everything is laid out by
 * byte offset in the stream of one direction of one connection, so that the three can be drawn over one axis.
 */
import type { SocketCall } from '../../../protocol/lab.ts'
import type { Flow } from '../../../wire/types.ts'

export type Range = { from: number; to: number }
export type StreamCall = Range & {
  call: SocketCall
  /** 0, 1, 2 … in the order of the stream. */
  index: number
}
export type StreamSegment = Range & { n: number; again: boolean; dropped: boolean }

export type Stream = {
  /** `client>server` endpoints and the direction; stable while a run goes on. */
  key: string
  client: string
  server: string
  fromClient: boolean
  flow: Flow | null
  writes: StreamCall[]
  segments: StreamSegment[]
  reads: StreamCall[]
  /** Bytes seen so far. */
  length: number
}

const WRITES = new Set(['write', 'end', 'send', 'sendall', 'sendto'])
const READS = new Set(['read', 'recv', 'recv_into', 'recvfrom'])
/** Byte colours w1–w6, then again. */
const COLOURS = 6

export type WriteColour = 1 | 2 | 3 | 4 | 5 | 6

export function colourOf(index: number): WriteColour {
  return ((index % COLOURS) + 1) as WriteColour
}

/** Streams that have any bytes, client's side first, in the order of their connections. `dropped`: numbers of packets that were lost. */
export function streamsOf(
  flows: readonly Flow[],
  calls: readonly SocketCall[],
  dropped: ReadonlySet<number> = new Set(),
): Stream[] {
  const tcp = flows.filter(({ protocol }) => protocol === 'tcp')
  const ends: { client: string; server: string; flow: Flow | null }[] = tcp.map((flow) => ({
    client: endpoint(flow.client),
    server: endpoint(flow.server),
    flow,
  }))
  const bytes = calls.filter(isStreamCall)
  // Without a capture the calls alone still tell of writes and reads.
  const known = new Set(ends.flatMap(({ client, server }) => [`${client} ${server}`, `${server} ${client}`]))
  for (const call of bytes) {
    const pair = pairOf(call)
    if (known.has(`${pair.client} ${pair.server}`)) continue
    known.add(`${pair.client} ${pair.server}`).add(`${pair.server} ${pair.client}`)
    ends.push(pair)
  }
  return ends
    .flatMap((pair) => [oneStream(pair, true, bytes, dropped), oneStream(pair, false, bytes, dropped)])
    .filter(({ length }) => length > 0)
}

type Pair = { client: string; server: string; flow: Flow | null }

function oneStream(pair: Pair, fromClient: boolean, calls: StreamBytes[], dropped: ReadonlySet<number>): Stream {
  const { client, server, flow } = pair
  const mine = calls.filter((call) => sideOf(call, pair) === (fromClient ? 'client' : 'server'))
  const theirs = calls.filter((call) => sideOf(call, pair) === (fromClient ? 'server' : 'client'))
  const writes = numbered(mine.filter(({ call }) => WRITES.has(call)))
  const reads = numbered(theirs.filter(({ call }) => READS.has(call)))
  const segments = (flow?.segments ?? [])
    .filter((segment) => segment.fromClient === fromClient && segment.bytes && segment.kind !== 'keep-alive')
    .map((segment) => ({
      ...segment.bytes!,
      n: segment.n,
      again: segment.kind === 'retransmission',
      dropped: dropped.has(segment.n),
    }))
  const length = Math.max(0, ...[...writes, ...reads, ...segments].map(({ to }) => to))
  const key = `${client}>${server} ${fromClient ? 'c' : 's'}`
  return { key, client, server, fromClient, flow, writes, segments, reads, length }
}

type StreamBytes = SocketCall & Range

function isStreamCall(call: SocketCall): call is StreamBytes {
  return (
    (WRITES.has(call.call) || READS.has(call.call)) &&
    call.local !== undefined &&
    call.remote !== undefined &&
    call.from !== undefined &&
    call.to !== undefined &&
    call.to > call.from
  )
}

function sideOf({ local, remote }: SocketCall, { client, server }: Pair): 'client' | 'server' | null {
  const [here, there] = [endpoint(local ?? ''), endpoint(remote ?? '')]
  if (here === client && there === server) return 'client'
  if (here === server && there === client) return 'server'
  return null
}

/** The higher port is the client's: servers of the course bind theirs, clients take an ephemeral one. */
function pairOf({ local, remote }: SocketCall): Pair {
  const [here, there] = [endpoint(local ?? ''), endpoint(remote ?? '')]
  return portOf(here) >= portOf(there)
    ? { client: here, server: there, flow: null }
    : { client: there, server: here, flow: null }
}

function numbered(calls: StreamBytes[]): StreamCall[] {
  return calls
    .toSorted((a, b) => a.from - b.from || a.at - b.at)
    .map((call, index) => ({ call, index, from: call.from, to: call.to }))
}

/** Pieces of a byte range, each of one write; `write` is null where no call is known to have written them. */
export function slices(stream: Stream, range: Range): (Range & { write: StreamCall | null })[] {
  const pieces: (Range & { write: StreamCall | null })[] = []
  let at = range.from
  for (let index = firstAfter(stream.writes, at); index < stream.writes.length; index++) {
    const write = stream.writes[index]!
    if (write.from >= range.to) break
    if (write.to <= at) continue
    if (write.from > at) pieces.push({ from: at, to: write.from, write: null })
    const piece = { from: Math.max(at, write.from), to: Math.min(range.to, write.to), write }
    pieces.push(piece)
    at = piece.to
  }
  if (at < range.to) pieces.push({ from: at, to: range.to, write: null })
  return pieces
}

/** Position of the first call that ends behind `at`; calls stand in the order of the stream. */
function firstAfter(calls: readonly StreamCall[], at: number): number {
  let [from, to] = [0, calls.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (calls[middle]!.to > at) to = middle
    else from = middle + 1
  }
  return from
}

export function overlaps(a: Range, b: Range): boolean {
  return a.from < b.to && b.from < a.to
}

export type Counts = { writes: number; segments: number; reads: number }

/** What the one sentence counts. A second sending of the same bytes is not another segment of the stream. */
export function countsOf(stream: Stream): Counts {
  const segments = stream.segments.filter(({ again }) => !again)
  return { writes: stream.writes.length, segments: segments.length, reads: stream.reads.length }
}

/** One way of writing an endpoint: IPv4 in IPv6 clothes is IPv4. */
export function endpoint(text: string): string {
  return text.replace(/^\[?::ffff:(\d+\.\d+\.\d+\.\d+)\]?/i, '$1')
}

export function portOf(end: string): number {
  return Number(end.match(/:(\d+)$/)?.[1] ?? 0)
}
