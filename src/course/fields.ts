/** Bytes that a lab or an exercise gives names to: where its fields lie in a stream, message after message. */
import type { Lab, Locale } from './schema.ts'

export type Fields = NonNullable<Lab['fields']>

/** Bytes `from` (included) to `to` (excluded); `value`: its number, or its bytes as characters. */
export type StreamField = { from: number; to: number; name: string; value: string }

/**
 * One message of the lab's protocol. `end`: where it ends when all its bytes are there, as far as its own length fields
 * told; null where nothing told (a line, or the rest of the stream). `to` is the end of what is there.
 */
export type StreamMessage = { from: number; to: number; end: number | null; complete: boolean; fields: StreamField[] }

/** Fields found in one stream at most. */
const MOST_FIELDS = 2_000
/** Characters shown of a field that is no number. */
const TEXT = 64
const LINE_FEED = 10
/** Bytes of the kinds that are numbers. */
const NUMBERS = { u8: 1, u16be: 2, u32be: 4, i32le: 4 } as const

/**
 * Numbers are what they are called; `digits` is a number written in `size` decimal digits, `fixed` has `size` bytes,
 * `counted` as many as the number before it said, `line` goes up to and with a line feed, `rest` to the end. After the
 * last field the first begins again.
 */
export function messagesIn(bytes: Uint8Array, fields: Fields, locale: Locale): StreamMessage[] {
  const messages: StreamMessage[] = []
  let at = 0
  for (let found = 0; at < bytes.length && found < MOST_FIELDS; ) {
    const message = messageAt(bytes, at, fields, locale)
    if (message.to === at) break
    messages.push(message)
    found += message.fields.length
    at = message.to
  }
  return messages
}

/** The fields of all messages, in the order of the stream. */
export function fieldsIn(bytes: Uint8Array, fields: Fields, locale: Locale): StreamField[] {
  return messagesIn(bytes, fields, locale)
    .flatMap((message) => message.fields)
    .slice(0, MOST_FIELDS)
}

/** The field in which a byte lies. */
export function fieldAt(bytes: Uint8Array, fields: Fields, at: number, locale: Locale): StreamField | undefined {
  return fieldsIn(bytes, fields, locale).find(({ from, to }) => from <= at && at < to)
}

function messageAt(bytes: Uint8Array, from: number, fields: Fields, locale: Locale): StreamMessage {
  const message: StreamMessage = { from, to: from, end: from, complete: true, fields: [] }
  let count = 0
  for (const field of fields) {
    const at = message.to
    const size = sizeOf(field, bytes, at, count)
    const to = Math.min(bytes.length, at + size)
    const whole = at + size <= bytes.length && size !== Number.POSITIVE_INFINITY
    const number = whole ? numberOf(field.kind, bytes.subarray(at, to)) : null
    if (number !== null) count = Math.max(0, number)
    if (to > at) {
      const value = number === null ? charactersOf(bytes.subarray(at, to)) : String(number)
      message.fields.push({ name: field.name[locale], from: at, to, value })
    }
    message.to = to
    message.end = field.kind === 'rest' || field.kind === 'line' || message.end === null ? null : message.end + size
    if (!whole) {
      message.complete = false
      // How long the fields behind it are is not known yet.
      if (field !== fields.at(-1)) message.end = null
      break
    }
  }
  return message
}

/** Infinity for a line whose end is not there. */
function sizeOf({ kind, size = 0 }: Fields[number], bytes: Uint8Array, at: number, count: number): number {
  switch (kind) {
    case 'rest':
      return bytes.length - at
    case 'counted':
      return count
    case 'line': {
      const end = bytes.indexOf(LINE_FEED, at)
      return end < 0 ? Number.POSITIVE_INFINITY : end + 1 - at
    }
    case 'fixed':
    case 'digits':
      return size
    default:
      return NUMBERS[kind]
  }
}

/** Null for what is no number. */
function numberOf(kind: Fields[number]['kind'], bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (kind) {
    case 'u8':
      return view.getUint8(0)
    case 'u16be':
      return view.getUint16(0)
    case 'u32be':
      return view.getUint32(0)
    case 'i32le':
      return view.getInt32(0, true)
    case 'digits': {
      const text = charactersOf(bytes)
      return /^\d+$/.test(text) ? Number(text) : null
    }
    default:
      return null
  }
}

/** Bytes as characters, a dot for what cannot be printed. */
export function charactersOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, TEXT), (byte) =>
    byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·',
  ).join('')
}
