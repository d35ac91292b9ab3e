/** Values to the bytes of one frame. */
import { crc32 } from './crc32.ts'
import type { Span, Value, Values } from './frame.ts'
import { integerBytes, integerRange } from './integers.ts'
import type { Plan, PlannedFill, PlannedNumber } from './plan.ts'

/** Why a value cannot be sent. `field`: index. Sizes in bytes. */
export type ValueProblem = { field: number } & (
  | { code: 'missing' | 'integer' | 'float' | 'text' | 'bytes' | 'surrogate' | 'nul-end' | 'delimiter-inside' }
  | { code: 'range'; low: string; high: string }
  | { code: 'long' | 'size'; got: number; most: number }
)
export type Encoded = { ok: true; bytes: Uint8Array; spans: Span[] } | { ok: false; problem: ValueProblem }

/** Never throws. */
export function encode(plan: Plan, values: Values): Encoded {
  const pieces: Uint8Array[] = []
  for (const [at, field] of plan.fields.entries()) {
    const piece = pieceOf(field, Object.hasOwn(values, field.name) ? values[field.name] : undefined)
    if (!(piece instanceof Uint8Array)) return { ok: false, problem: { ...piece, field: at } }
    pieces.push(piece)
  }
  const spans = spansOf(pieces)
  const total = spans.at(-1)?.to ?? 0
  for (const [at, field] of plan.fields.entries()) {
    if (field.kind !== 'number' || !field.measures) continue
    const { target, counts } = field.measures
    const counted = { field: pieces[target]!.length, after: total - spans[at]!.to, frame: total }[counts]
    const { low, high } = integerRange(field.width, field.type === 'int')
    // Fields of varying size before it may count as well.
    if (counted > Number(high))
      return { ok: false, problem: { field: at, code: 'range', low: String(low), high: String(high) } }
    pieces[at] = integerBytes(counted, field.width, field.little)
  }
  const bytes = new Uint8Array(total)
  for (const [at, field] of plan.fields.entries()) {
    const { from } = spans[at]!
    bytes.set(
      field.kind === 'crc32' ? integerBytes(crc32(bytes.subarray(0, from)), 4, field.little) : pieces[at]!,
      from,
    )
  }
  return { ok: true, bytes, spans }
}

function spansOf(pieces: readonly Uint8Array[]): Span[] {
  let at = 0
  return pieces.map(({ length }, field) => {
    at += length
    return { field, from: at - length, to: at }
  })
}

/** What is worked out later stands as zeros. A delimiter belongs to the field before it. */
function pieceOf(field: Plan['fields'][number], value: Value | undefined): Uint8Array | Problem {
  switch (field.kind) {
    case 'magic':
      return field.bytes
    case 'crc32':
      return new Uint8Array(4)
    case 'number':
      return field.measures ? new Uint8Array(field.width) : numberBytes(field, value)
    case 'fill': {
      const content = contentOf(field, value)
      return content instanceof Uint8Array ? withSize(field, content) : content
    }
  }
}

type WithoutField<P> = P extends unknown ? Omit<P, 'field'> : never
type Problem = WithoutField<ValueProblem>

function numberBytes({ type, width, little }: PlannedNumber, value: Value | undefined): Uint8Array | Problem {
  if (value === undefined) return { code: 'missing' }
  if (type === 'float') {
    if (typeof value !== 'number') return { code: 'float' }
    const view = new DataView(new ArrayBuffer(width))
    if (width === 4) view.setFloat32(0, value, little)
    else view.setFloat64(0, value, little)
    return new Uint8Array(view.buffer)
  }
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) return { code: 'integer' }
  const { low, high } = integerRange(width, type === 'int')
  if (value < low || value > high) return { code: 'range', low: String(low), high: String(high) }
  return integerBytes(value, width, little)
}

function contentOf({ text }: PlannedFill, value: Value | undefined): Uint8Array | Problem {
  if (value === undefined) return { code: 'missing' }
  if (!text) return value instanceof Uint8Array ? value : { code: 'bytes' }
  if (typeof value !== 'string') return { code: 'text' }
  // A lone surrogate has no UTF-8; an encoder would put U+FFFD in its place.
  return value.isWellFormed() ? new TextEncoder().encode(value) : { code: 'surrogate' }
}

function withSize({ text, size }: PlannedFill, content: Uint8Array): Uint8Array | Problem {
  const got = content.length
  switch (size.by) {
    case 'length':
      return got > size.max ? { code: 'long', got, most: size.max } : content
    case 'delimiter': {
      if (got > size.max) return { code: 'long', got, most: size.max }
      const bytes = new Uint8Array(got + size.delimiter.length)
      bytes.set(content)
      bytes.set(size.delimiter, got)
      // Found earlier than at the end, it would cut the field: also where content and delimiter make one together.
      return indexOf(bytes, size.delimiter, 0) < got ? { code: 'delimiter-inside' } : bytes
    }
    case 'fixed': {
      if (!text) return got === size.bytes ? content : { code: 'size', got, most: size.bytes }
      if (got > size.bytes) return { code: 'long', got, most: size.bytes }
      if (content.at(-1) === 0) return { code: 'nul-end' } // it could not be told from the padding
      const bytes = new Uint8Array(size.bytes)
      bytes.set(content)
      return bytes
    }
  }
}

/** Where `wanted` begins in `bytes`, from `from` on; -1 where it does not stand. */
export function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = from; at + wanted.length <= bytes.length; at++)
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at
  return -1
}
