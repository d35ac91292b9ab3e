/**
 * Who wrote which bytes of a stream, which segments carried them, which reads took them. Everything is laid out by
 * byte offset in the stream of one direction of one connection, so that the three can be drawn over one axis.
 */
import type { SocketCall } from '../protocol/lab.ts'
import type { Flow } from '../wire/types.ts'
import type { CarryingCall } from './calls.ts'
import { endpoint } from './ends.ts'
import { halvesOf } from './halves.ts'
import { type Pair, pairsOf } from './pairs.ts'
import { claimed, firstAfter, type Range } from './range.ts'

export type StreamCall = Range & {
  call: SocketCall
  /** 0, 1, 2 … in the order of the stream. */
  index: number
}
/** `again`: bytes that had been sent before. `dropped`: nobody received it. */
export type StreamSegment = Range & { n: number; again: boolean; dropped: boolean }

export type Stream = {
  /** `client>server` endpoints and the direction; stable while a run goes on, and one of a kind in it. */
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

/** What became of packets, by their numbers: those that links lost, and when the others were there (µs). */
export type Seen = {
  dropped?: ReadonlySet<number> | undefined
  arrived?: ((n: number) => number | null | undefined) | undefined
}

/** Streams that have any bytes, client's side first, in the order of their connections. */
export function streamsOf(flows: readonly Flow[], calls: readonly SocketCall[], seen: Seen = {}): Stream[] {
  const udp = new Set(
    flows.flatMap((flow) => (flow.protocol === 'udp' ? [flow.client, flow.server].map(endpoint) : [])),
  )
  const tcp = new Set(
    flows.flatMap((flow) => (flow.protocol === 'tcp' ? [flow.client, flow.server].map(endpoint) : [])),
  )
  const isUdp = (local: string, remote: string) => udp.has(remote) && !(tcp.has(remote) && tcp.has(local))
  const times = new Map<string, number>()
  return pairsOf(flows, halvesOf(calls, isUdp))
    .flatMap((pair) => [oneStream(pair, true, seen), oneStream(pair, false, seen)])
    .filter(({ length }) => length > 0)
    .map((stream) => {
      // Ports may be used again.
      const time = (times.get(stream.key) ?? 0) + 1
      times.set(stream.key, time)
      return time === 1 ? stream : { ...stream, key: `${stream.key} ${time}` }
    })
}

function oneStream(pair: Pair, fromClient: boolean, { dropped }: Seen): Stream {
  const { client, server, flow } = pair
  const own = client === server ? pair.clientHalf : null
  const writer = own ?? (fromClient ? pair.clientHalf : pair.serverHalf)
  const reader = own ?? (fromClient ? pair.serverHalf : pair.clientHalf)
  const writes = own && !fromClient ? [] : numbered(writer?.writes ?? [])
  const reads = own && !fromClient ? [] : numbered(reader?.reads ?? [])
  const segments = (flow?.segments ?? [])
    .filter(({ fromClient: side, bytes, kind }) => side === fromClient && bytes && carriesBytes(kind))
    .map(({ bytes, n, kind }) => ({
      ...bytes!,
      n,
      again: kind === 'retransmission',
      dropped: dropped?.has(n) ?? false,
    }))
  const length = [...writes, ...reads, ...segments].reduce((most, { to }) => Math.max(most, to), 0)
  const key = `${client}>${server} ${fromClient ? 'c' : 's'}`
  return { key, client, server, fromClient, flow, writes, segments, reads, length }
}

/** A keep-alive repeats a byte nobody wants; what an RST carries is no part of the stream (RFC 9293 §3.5.3). */
function carriesBytes(kind: Flow['segments'][number]['kind']): boolean {
  return kind !== 'keep-alive' && kind !== 'reset'
}

function numbered(calls: readonly CarryingCall[]): StreamCall[] {
  return calls.map((call, index) => ({ call, index, from: call.from, to: call.to }))
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

/** Bytes that one write handed over, one segment brought and one read took; null for what is not known, or never was. */
export type Piece = Range & { write: StreamCall | null; segment: StreamSegment | null; read: StreamCall | null }

/** The whole stream in its order, cut wherever a write, a segment or a read ends: each byte lies in exactly one piece. */
export function pieces(stream: Stream, seen: Seen = {}): Piece[] {
  const rows = [claimed(stream.writes), claimed(bringers(stream, seen)), claimed(stream.reads)] as const
  const edges = new Set([0, stream.length])
  for (const row of rows) for (const { from, to } of row) edges.add(from).add(to)
  const [write, segment, read] = [walker(rows[0]), walker(rows[1]), walker(rows[2])]
  const cuts = [...edges].sort((a, b) => a - b)
  return cuts.slice(1).map((to, index) => {
    const from = cuts[index]!
    return { from, to, write: write(from), segment: segment(from), read: read(from) }
  })
}

/** Segments that were received, in the order in which they were: the first to bring a byte is the one that did. */
function bringers({ segments }: Stream, { arrived }: Seen): StreamSegment[] {
  const there = segments.filter(({ dropped }) => !dropped)
  if (!arrived) return there
  return there
    .map((segment, index) => ({ segment, at: arrived(segment.n) ?? null, index }))
    .sort((a, b) => (a.at === null || b.at === null ? a.index - b.index : a.at - b.at || a.index - b.index))
    .map(({ segment }) => segment)
}

/** Who has the byte at `from`, for offsets that are asked in order. */
function walker<T>(covers: readonly (Range & { by: T })[]): (from: number) => T | null {
  let index = 0
  return (from) => {
    while (index < covers.length && covers[index]!.to <= from) index++
    const cover = covers[index]
    return cover && cover.from <= from ? cover.by : null
  }
}

export type Counts = { writes: number; segments: number; reads: number }

/** What the one sentence counts. A second sending of the same bytes is not another segment of the stream. */
export function countsOf(stream: Stream): Counts {
  const segments = stream.segments.filter(({ again }) => !again)
  return { writes: stream.writes.length, segments: segments.length, reads: stream.reads.length }
}
