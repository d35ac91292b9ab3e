/** One frame from the front of what has come. First the fields' places are found, then their values are read. */
import { crc32 } from './crc32.ts'
import { indexOf } from './encode.ts'
import type { Span, Value, Values } from './frame.ts'
import { integerOf } from './integers.ts'
import { leastSize, type Plan, type PlannedField, type PlannedFill, type PlannedNumber } from './plan.ts'

/** Why these bytes are no frame. `field`: index; `at`: offset from the frame's first byte. Sizes in bytes. */
export type Fault = { field: number; at: number } & (
  | { code: 'magic'; expected: number; got: number }
  | { code: 'negative'; got: number }
  | { code: 'too-short'; got: number; least: number }
  | { code: 'too-long'; got: number; most: number }
  | { code: 'no-delimiter'; most: number }
  | { code: 'not-utf8' }
  | { code: 'crc'; expected: number; got: number }
)
/** `atLeast`: bytes still missing, so far as that can be known; they may turn out to be more. */
export type Decoded =
  | { state: 'frame'; values: Values; spans: Span[]; size: number }
  | { state: 'more'; field: number; atLeast: number }
  | { state: 'fault'; fault: Fault }

/** Never throws. Bytes behind the frame are left alone. */
export function decode(plan: Plan, bytes: Uint8Array): Decoded {
  const spans: Span[] = []
  let at = 0
  for (const [index, field] of plan.fields.entries()) {
    const size = sizeOf(plan, index, bytes, spans, at)
    if (typeof size !== 'number') return { state: 'fault', fault: { ...size, field: index } }
    if (at + size > bytes.length) {
      const rest = plan.fields.slice(index + 1).reduce((sum, one) => sum + leastSize(one), 0)
      return { state: 'more', field: index, atLeast: at + size + rest - bytes.length }
    }
    spans.push({ field: index, from: at, to: at + size })
    at += size
    const fault = field.kind === 'crc32' ? crcFault(field, bytes, at - size) : null
    if (fault) return { state: 'fault', fault: { ...fault, field: index } }
  }
  const values: Values = {}
  for (const { field: index, from, to } of spans) {
    const value = readValue(plan.fields[index]!, bytes.subarray(from, to))
    if (value === null) return { state: 'fault', fault: { code: 'not-utf8', field: index, at: from } }
    if (value !== undefined) values[plan.fields[index]!.name] = value
  }
  return { state: 'frame', values, spans, size: at }
}

type WithoutField<P> = P extends unknown ? Omit<P, 'field'> : never
type Found = WithoutField<Fault>

/** The field's size, also where not all of it has come. */
function sizeOf(plan: Plan, index: number, bytes: Uint8Array, spans: readonly Span[], at: number): number | Found {
  const field = plan.fields[index]!
  if (field.kind === 'magic') {
    const wrong = field.bytes.findIndex((byte, i) => at + i < bytes.length && bytes[at + i] !== byte)
    if (wrong >= 0) return { code: 'magic', at: at + wrong, expected: field.bytes[wrong]!, got: bytes[at + wrong]! }
  }
  if (field.kind !== 'fill' || field.size.by === 'fixed') return leastSize(field)
  const { size } = field
  if (size.by === 'delimiter') {
    const { delimiter, max } = size
    const window = bytes.subarray(at, at + max + delimiter.length)
    const found = indexOf(window, delimiter, 0)
    if (found >= 0) return found + delimiter.length
    if (window.length === max + delimiter.length) return { code: 'no-delimiter', at, most: max }
    return window.length + delimiter.length - begun(window, delimiter)
  }
  const { from, to } = spans[size.field]!
  const number = plan.fields[size.field] as PlannedNumber
  const length = Number(integerOf(bytes.subarray(from, to), number.type === 'int', number.little))
  if (length < 0) return { code: 'negative', at: from, got: length }
  const before = { field: 0, after: at - to, frame: at }[size.counts]
  const own = length - before - size.tail
  if (own < 0) return { code: 'too-short', at: from, got: length, least: before + size.tail }
  return own > size.max ? { code: 'too-long', at: from, got: own, most: size.max } : own
}

/** How many bytes of the delimiter may have come already, at the end. */
function begun(bytes: Uint8Array, delimiter: Uint8Array): number {
  for (let n = Math.min(delimiter.length - 1, bytes.length); n > 0; n--)
    if (delimiter.subarray(0, n).every((byte, i) => bytes[bytes.length - n + i] === byte)) return n
  return 0
}

function crcFault({ little }: { little: boolean }, bytes: Uint8Array, from: number): Found | null {
  const expected = crc32(bytes.subarray(0, from))
  const got = Number(integerOf(bytes.subarray(from, from + 4), false, little))
  return got === expected ? null : { code: 'crc', at: from, expected, got }
}

/** Undefined for what a sender does not give; null for text that is no UTF-8. */
function readValue(field: PlannedField, bytes: Uint8Array): Value | undefined | null {
  if (field.kind === 'number') return field.measures ? undefined : numberOf(field, bytes)
  return field.kind === 'fill' ? contentOf(field, bytes) : undefined
}

function numberOf({ type, width, little }: PlannedNumber, bytes: Uint8Array): number | bigint {
  if (type === 'float') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, width)
    return width === 4 ? view.getFloat32(0, little) : view.getFloat64(0, little)
  }
  const value = integerOf(bytes, type === 'int', little)
  return width === 8 ? value : Number(value)
}

function contentOf({ text, size }: PlannedFill, bytes: Uint8Array): Uint8Array | string | null {
  const end = size.by === 'delimiter' ? bytes.length - size.delimiter.length : bytes.length
  const content = bytes.slice(0, end)
  if (!text) return content
  // Behind a text of fixed size there is padding.
  const last = size.by === 'fixed' ? content.findLastIndex((byte) => byte !== 0) + 1 : end
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content.subarray(0, last))
  } catch {
    return null
  }
}

/** The number that stands in a length field, or in a CRC: what a decoder reads on its way. */
export function readNumber(field: PlannedField, bytes: Uint8Array): number | bigint | null {
  if (field.kind === 'number') return numberOf(field, bytes)
  return field.kind === 'crc32' ? Number(integerOf(bytes, false, field.little)) : null
}
