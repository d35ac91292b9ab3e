/** One direction of a TCP flow as its bytes, put together from its segments: what application decoders read. */
import type { Decoded, Flow, Segment } from './types.ts'

export const STREAM_LIMITS = {
  /** Bytes put together of one direction. */
  bytes: 1_048_576,
}

/** Which packet carried the bytes from..to of the stream for the first time; `at` is their offset in the packet. */
export type Carrier = { n: number; from: number; to: number; at: number }
export type Stream = {
  bytes: Uint8Array
  /** In the order of the stream, without overlaps. */
  carriers: Carrier[]
  /** The stream goes on, but bytes at its end are missing, or it is longer than the limit. */
  cut: boolean
}

/** From the first byte to the first gap. `packet` gives a segment's packet; null leaves it out (lost, or not kept). */
export function streamOf(
  flow: Flow,
  fromClient: boolean,
  packet: (segment: Segment) => Decoded | null,
  limit = STREAM_LIMITS.bytes,
): Stream {
  const parts = flow.segments
    .filter((segment) => segment.fromClient === fromClient && segment.bytes)
    .toSorted((a, b) => a.bytes!.from - b.bytes!.from || a.n - b.n)
  const carriers: Carrier[] = []
  const pieces: Uint8Array[] = []
  let end = 0
  let cut = false
  for (const segment of parts) {
    const { from, to } = segment.bytes!
    const decoded = packet(segment)
    if (to <= end || !decoded) continue
    if (from > end || end >= limit) {
      cut = true
      break
    }
    const skip = end - from
    const piece = decoded.payload.subarray(skip, skip + limit - end)
    if (piece.length === 0) continue
    carriers.push({ n: segment.n, from: end, to: end + piece.length, at: decoded.payloadFrom + skip })
    pieces.push(piece)
    end += piece.length
  }
  const longest = parts.reduce((most, { bytes }) => Math.max(most, bytes!.to), 0)
  const bytes = new Uint8Array(end)
  for (const [index, piece] of pieces.entries()) bytes.set(piece, carriers[index]!.from)
  return { bytes, carriers, cut: cut || longest > end }
}
