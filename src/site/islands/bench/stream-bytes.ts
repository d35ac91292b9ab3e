/** A stream's own bytes, put together from its segments, and the fields the lab gives names to. */
import type { Stream } from './streams.ts'
import type { TraceRow } from './trace.ts'

export { charactersOf as textOf, fieldsIn, messagesIn, type StreamField } from '../../../course/fields.ts'

/** Bytes put together of one stream; the rest is not needed for drawing. */
export const STREAM_BYTES = 65_536

/** The stream from its first byte to the first hole. */
export function payloadOf(stream: Stream, row: (n: number) => TraceRow | undefined): Uint8Array {
  const bytes = new Uint8Array(Math.min(stream.length, STREAM_BYTES))
  let end = 0
  for (const { n, from, dropped } of stream.segments.toSorted((a, b) => a.from - b.from)) {
    const payload = row(n)?.decoded.payload
    if (dropped || !payload || from > end || from >= bytes.length) continue
    bytes.set(payload.subarray(0, bytes.length - from), from)
    end = Math.max(end, Math.min(bytes.length, from + payload.length))
  }
  return bytes.subarray(0, end)
}
