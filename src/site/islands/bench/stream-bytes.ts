/** A stream's own bytes, put together from its segments, and the fields the lab gives names to. */
import type { Lab, Locale } from '../../../course/schema.ts'
import type { Range, Stream } from './streams.ts'
import type { TraceRow } from './trace.ts'

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

export type StreamField = Range & { name: string; value: string }

/**
 * Where the declared fields lie in the stream, message after message: `u32be` and `i32le` are 4 bytes, `counted` has as
 * many as the number before it said, `rest` goes to the end.
 */
export function fieldsIn(bytes: Uint8Array, fields: NonNullable<Lab['fields']>, locale: Locale): StreamField[] {
  const found: StreamField[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let count = 0
  while (at < bytes.length && found.length < MOST_FIELDS) {
    const before = at
    for (const { name, kind } of fields) {
      const size = kind === 'rest' ? bytes.length - at : kind === 'counted' ? count : 4
      const to = Math.min(bytes.length, at + size)
      const whole = at + size <= bytes.length
      const number =
        kind === 'u32be' && whole ? view.getUint32(at) : kind === 'i32le' && whole ? view.getInt32(at, true) : null
      if (number !== null) count = Math.max(0, number)
      if (to > at)
        found.push({
          name: name[locale],
          from: at,
          to,
          value: number === null ? textOf(bytes.subarray(at, to)) : String(number),
        })
      at = to
    }
    if (at === before) break
  }
  return found
}

const MOST_FIELDS = 2_000

/** Bytes as characters, a dot for what cannot be printed. */
export function textOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 64), (byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·')).join(
    '',
  )
}
