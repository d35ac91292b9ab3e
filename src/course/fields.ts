/** Bytes that a lab or an exercise gives names to: where its fields lie in a stream, message after message. */
import type { Lab, Locale } from './schema.ts'

export type Fields = NonNullable<Lab['fields']>

/** Bytes `from` (included) to `to` (excluded); `value`: its number, or its bytes as characters. */
export type StreamField = { from: number; to: number; name: string; value: string }

/** Fields found in one stream at most. */
const MOST_FIELDS = 2_000
/** Characters shown of a field that is no number. */
const TEXT = 64

/**
 * `u32be` and `i32le` are 4 bytes, `counted` has as many as the number before it said, `rest` goes to the end. After the
 * last field the first begins again.
 */
export function fieldsIn(bytes: Uint8Array, fields: Fields, locale: Locale): StreamField[] {
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
      if (to > at) {
        const value = number === null ? charactersOf(bytes.subarray(at, to)) : String(number)
        found.push({ name: name[locale], from: at, to, value })
      }
      at = to
    }
    if (at === before) break
  }
  return found
}

/** The field in which a byte lies. */
export function fieldAt(bytes: Uint8Array, fields: Fields, at: number, locale: Locale): StreamField | undefined {
  return fieldsIn(bytes, fields, locale).find(({ from, to }) => from <= at && at < to)
}

/** Bytes as characters, a dot for what cannot be printed. */
export function charactersOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, TEXT), (byte) =>
    byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·',
  ).join('')
}
