export type V = number | bigint | boolean | Uint8Array

const INTEGERS: Record<string, { size: number; signed: boolean }> = {
  b: { size: 1, signed: true },
  B: { size: 1, signed: false },
  h: { size: 2, signed: true },
  H: { size: 2, signed: false },
  i: { size: 4, signed: true },
  I: { size: 4, signed: false },
  q: { size: 8, signed: true },
  Q: { size: 8, signed: false },
}
const SIZES: Record<string, number> = { x: 1, c: 1, '?': 1, f: 4, d: 8, s: 1 }

type Item = { letter: string; size: number; skip: boolean }

/** One item a value: `3H` is three items, `3s` one of size 3, `3x` three that are skipped. */
function items(fmt: string): { big: boolean; list: Item[] } {
  if (!/^[<>!]/.test(fmt)) throw new Error('byte order is missing')
  const list: Item[] = []
  let digits = ''
  for (const letter of fmt.slice(1)) {
    if (/\s/.test(letter)) {
      if (digits !== '') throw new Error('a count without its letter')
      continue
    }
    if (/\d/.test(letter)) {
      digits += letter
      continue
    }
    const size = INTEGERS[letter]?.size ?? SIZES[letter]
    if (size === undefined) throw new Error(`unknown letter ${letter}`)
    const count = digits === '' ? 1 : Number.parseInt(digits, 10)
    digits = ''
    if (letter === 's') list.push({ letter, size: count, skip: false })
    else for (let i = 0; i < count; i++) list.push({ letter, size, skip: letter === 'x' })
  }
  if (digits !== '') throw new Error('a count without its letter')
  return { big: fmt[0] !== '<', list }
}

export function calcsize(fmt: string): number {
  return items(fmt).list.reduce((sum, { size }) => sum + size, 0)
}

export function pack(fmt: string, ...v: V[]): Uint8Array {
  const { big, list } = items(fmt)
  const values = [...v]
  if (values.length !== list.filter(({ skip }) => !skip).length) throw new Error('wrong number of values')
  const bytes: number[] = []
  for (const { letter, size, skip } of list) {
    const part = skip ? [0] : encode(letter, size, values.shift()!)
    bytes.push(...(big || letter === 's' ? part : part.reverse()))
  }
  return Uint8Array.from(bytes)
}

export function unpack(fmt: string, b: Uint8Array): V[] {
  const { big, list } = items(fmt)
  if (b.length !== calcsize(fmt)) throw new Error('wrong number of bytes')
  const values: V[] = []
  let at = 0
  for (const { letter, size, skip } of list) {
    const part = [...b.subarray(at, at + size)]
    at += size
    if (!skip) values.push(decode(letter, size, big || letter === 's' ? part : part.reverse()))
  }
  return values
}

/** Most significant byte first. */
function encode(letter: string, size: number, value: V): number[] {
  if (letter === 's' || letter === 'c') {
    if (!(value instanceof Uint8Array)) throw new TypeError('bytes are required')
    if (letter === 'c' && value.length !== 1) throw new TypeError('one byte is required')
    return Array.from({ length: size }, (_, i) => value[i] ?? 0)
  }
  if (letter === '?') return [value ? 1 : 0]
  if (letter === 'f' || letter === 'd') {
    if (typeof value !== 'number') throw new TypeError('a number is required')
    const array = letter === 'f' ? Float32Array.of(value) : Float64Array.of(value)
    return [...new Uint8Array(array.buffer)].reverse()
  }
  const { signed } = INTEGERS[letter]!
  if (typeof value === 'bigint' ? size !== 8 : !Number.isSafeInteger(value))
    throw new TypeError('a whole number is required')
  const bits = BigInt(size * 8)
  const big = BigInt(value as number | bigint)
  const low = signed ? -(1n << (bits - 1n)) : 0n
  const high = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n
  if (big < low || big > high) throw new RangeError('out of range')
  const positive = BigInt.asUintN(Number(bits), big)
  return Array.from({ length: size }, (_, i) => Number((positive >> BigInt(8 * (size - 1 - i))) & 0xffn))
}

function decode(letter: string, size: number, part: number[]): V {
  if (letter === 's' || letter === 'c') return Uint8Array.from(part)
  if (letter === '?') return part[0] !== 0
  if (letter === 'f') return new Float32Array(Uint8Array.from(part.reverse()).buffer)[0]!
  if (letter === 'd') return new Float64Array(Uint8Array.from(part.reverse()).buffer)[0]!
  const positive = part.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const value = INTEGERS[letter]!.signed ? BigInt.asIntN(size * 8, positive) : positive
  return size === 8 ? value : Number(value)
}
