/**
 * Lays out a Python `struct` format on x86-64: prefix, letters with counts, native alignment. The panel's own small
 * codec; learners write theirs in an exercise.
 */

export type Order = '@' | '=' | '<' | '>' | '!'
export type Field = { label: string; from: number; bytes: number[]; value: string; pad: boolean }
export type Problem =
  | { code: 'letter'; at: string }
  | { code: 'count'; wanted: number; got: number }
  | { code: 'integer'; at: string; value: string }
  | { code: 'range'; at: string; value: string; low: string; high: string }
  | { code: 'size'; limit: number }
export type Layout = { ok: true; fields: Field[]; size: number } | { ok: false; problem: Problem }

/** More than this many bytes would be no picture any more. */
export const LARGEST = 96

type Kind = {
  size: number
  native?: number
  signed?: boolean
  what: 'int' | 'float' | 'bool' | 'char' | 'text' | 'pad'
}
const KINDS: Record<string, Kind> = {
  x: { size: 1, what: 'pad' },
  c: { size: 1, what: 'char' },
  b: { size: 1, signed: true, what: 'int' },
  B: { size: 1, what: 'int' },
  '?': { size: 1, what: 'bool' },
  h: { size: 2, signed: true, what: 'int' },
  H: { size: 2, what: 'int' },
  i: { size: 4, signed: true, what: 'int' },
  I: { size: 4, what: 'int' },
  l: { size: 4, native: 8, signed: true, what: 'int' },
  L: { size: 4, native: 8, what: 'int' },
  q: { size: 8, signed: true, what: 'int' },
  Q: { size: 8, what: 'int' },
  f: { size: 4, what: 'float' },
  d: { size: 8, what: 'float' },
  s: { size: 1, what: 'text' },
}

type Item = { letter: string; kind: Kind; size: number; label: string }

/** `values` is what was typed, split at commas outside quotes. */
export function layout(format: string, values: string[]): Layout {
  const parsed = items(format)
  if (!Array.isArray(parsed)) return { ok: false, problem: parsed }
  const { order } = prefixOf(format)
  const native = order === '@'
  const little = order !== '>' && order !== '!'
  const wanted = parsed.filter(({ kind }) => kind.what !== 'pad').length
  const fields: Field[] = []
  let at = 0
  let used = 0
  const pad = (count: number) => {
    if (count > 0) fields.push({ label: 'pad', from: at, bytes: Array(count).fill(0), value: '', pad: true })
    at += count
  }
  if (wanted !== values.length) return { ok: false, problem: { code: 'count', wanted, got: values.length } }
  for (const item of parsed) {
    const align = native && item.kind.what !== 'text' ? item.size : 1
    pad((align - (at % align)) % align)
    if (item.kind.what === 'pad') {
      pad(1)
      continue
    }
    const value = values[used++] ?? ''
    const bytes = encode(item, value, little)
    if (!Array.isArray(bytes)) return { ok: false, problem: bytes }
    fields.push({ label: item.label, from: at, bytes, value, pad: false })
    at += bytes.length
    if (at > LARGEST) return { ok: false, problem: { code: 'size', limit: LARGEST } }
  }
  return { ok: true, fields, size: at }
}

export function prefixOf(format: string): { order: Order; rest: string } {
  const first = format.trim()[0]
  return first && '@=<>!'.includes(first)
    ? { order: first as Order, rest: format.trim().slice(1) }
    : { order: '@', rest: format.trim() }
}

/** Commas inside quotes do not part values; quotes themselves are not bytes. */
export function splitValues(text: string): string[] {
  if (text.trim() === '') return []
  return [...`${text},`.matchAll(/\s*("(?:[^"]*)"|'(?:[^']*)'|[^,]*),/g)].map(([, value = '']) => {
    const trimmed = value.trim()
    return /^(".*"|'.*')$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed
  })
}

function items(format: string): Item[] | Problem {
  const { order, rest } = prefixOf(format)
  const found: Item[] = []
  let total = 0
  for (const [token, digits = '', letter = ''] of rest.matchAll(/(\d*)(\S)|\s+/g)) {
    if (token.trim() === '') continue
    const kind = KINDS[letter]
    if (!kind) return { code: 'letter', at: letter }
    const count = digits === '' ? 1 : Number(digits)
    const size = (order === '@' ? kind.native : undefined) ?? kind.size
    total += count * size
    if (total > LARGEST) return { code: 'size', limit: LARGEST }
    if (kind.what === 'text') found.push({ letter, kind, size: count, label: token })
    else for (let n = 0; n < count; n++) found.push({ letter, kind, size, label: letter })
  }
  return found
}

function encode(item: Item, value: string, little: boolean): number[] | Problem {
  const view = new DataView(new ArrayBuffer(item.size))
  const bytes = () => [...new Uint8Array(view.buffer)]
  switch (item.kind.what) {
    case 'text':
    case 'char': {
      const text = [...new TextEncoder().encode(value)].slice(0, item.size)
      return [...text, ...Array<number>(item.size - text.length).fill(0)]
    }
    case 'bool':
      return [/^(false|no|0|)$/i.test(value) ? 0 : 1]
    case 'float': {
      const number = Number(value)
      if (value === '' || Number.isNaN(number)) return { code: 'integer', at: item.letter, value }
      if (item.size === 4) view.setFloat32(0, number, little)
      else view.setFloat64(0, number, little)
      return bytes()
    }
    default:
      return integer(item, value, little)
  }
}

function integer(item: Item, value: string, little: boolean): number[] | Problem {
  if (!/^[+-]?(\d+|0x[\da-f]+)$/i.test(value)) return { code: 'integer', at: item.letter, value }
  const number = value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value.replace('+', ''))
  const bits = BigInt(item.size * 8)
  const low = item.kind.signed ? -(1n << (bits - 1n)) : 0n
  const high = (1n << (item.kind.signed ? bits - 1n : bits)) - 1n
  if (number < low || number > high)
    return { code: 'range', at: item.letter, value, low: String(low), high: String(high) }
  const unsigned = BigInt.asUintN(Number(bits), number)
  const big = Array.from({ length: item.size }, (_, n) => Number((unsigned >> BigInt(8 * (item.size - 1 - n))) & 0xffn))
  return little ? big.reverse() : big
}
