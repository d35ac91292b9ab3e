export type V = number | bigint | boolean | Uint8Array

/** One letter: its size, how many values it takes, how a value is written and read. */
type Kind = {
  size: number
  set(view: DataView, at: number, value: V, little: boolean): void
  get(view: DataView, at: number, little: boolean): V
}

const whole = (low: number, high: number, value: V): number => {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError(`a whole number is required, got ${String(value)}`)
  if (value < low || value > high) throw new RangeError(`${value} is not between ${low} and ${high}`)
  return value
}

const wide = (low: bigint, high: bigint, value: V): bigint => {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) throw new TypeError('a bigint or a safe integer is required')
  const big = BigInt(value as bigint | number)
  if (big < low || big > high) throw new RangeError(`${big} is not between ${low} and ${high}`)
  return big
}

const real = (value: V): number => {
  if (typeof value !== 'number') throw new TypeError('a number is required')
  return value
}

const KINDS: Record<string, Kind> = {
  b: { size: 1, set: (d, at, v) => d.setInt8(at, whole(-128, 127, v)), get: (d, at) => d.getInt8(at) },
  B: { size: 1, set: (d, at, v) => d.setUint8(at, whole(0, 255, v)), get: (d, at) => d.getUint8(at) },
  h: { size: 2, set: (d, at, v, le) => d.setInt16(at, whole(-32_768, 32_767, v), le), get: (d, at, le) => d.getInt16(at, le) },
  H: { size: 2, set: (d, at, v, le) => d.setUint16(at, whole(0, 65_535, v), le), get: (d, at, le) => d.getUint16(at, le) },
  i: { size: 4, set: (d, at, v, le) => d.setInt32(at, whole(-(2 ** 31), 2 ** 31 - 1, v), le), get: (d, at, le) => d.getInt32(at, le) },
  I: { size: 4, set: (d, at, v, le) => d.setInt32(at, whole(-(2 ** 31), 2 ** 31 - 1, v), le), get: (d, at, le) => d.getInt32(at, le) },
  q: { size: 8, set: (d, at, v, le) => d.setBigInt64(at, wide(-(2n ** 63n), 2n ** 63n - 1n, v), le), get: (d, at, le) => d.getBigInt64(at, le) },
  Q: { size: 8, set: (d, at, v, le) => d.setBigUint64(at, wide(0n, 2n ** 64n - 1n, v), le), get: (d, at, le) => d.getBigUint64(at, le) },
  f: { size: 4, set: (d, at, v, le) => d.setFloat32(at, real(v), le), get: (d, at, le) => d.getFloat32(at, le) },
  d: { size: 8, set: (d, at, v, le) => d.setFloat64(at, real(v), le), get: (d, at, le) => d.getFloat64(at, le) },
  '?': { size: 1, set: (d, at, v) => d.setUint8(at, v ? 1 : 0), get: (d, at) => d.getUint8(at) !== 0 },
  c: {
    size: 1,
    set: (d, at, v) => {
      if (!(v instanceof Uint8Array) || v.length !== 1) throw new TypeError('c takes one byte as a Uint8Array of length 1')
      d.setUint8(at, v[0]!)
    },
    get: (d, at) => Uint8Array.of(d.getUint8(at)),
  },
}

type Token = { letter: string; count: number }
type Format = { little: boolean; tokens: Token[] }

function parse(fmt: string): Format {
  const order = fmt[0]
  if (order !== '<' && order !== '>' && order !== '!') throw new Error('a format begins with <, > or !')
  const tokens: Token[] = []
  const rest = fmt.slice(1)
  const token = /\s*(\d*)([a-zA-Z?])\s*/y
  while (token.lastIndex < rest.length) {
    const at = token.lastIndex
    const match = token.exec(rest)
    const letter = match?.[2]
    if (!match || !letter || !(letter in KINDS || letter === 'x' || letter === 's')) {
      if (rest.slice(at).trim() === '') break
      throw new Error(`unknown format at "${rest.slice(at)}"`)
    }
    tokens.push({ letter, count: match[1] === '' ? 1 : Number(match[1]) })
  }
  return { little: order === '<', tokens }
}

const sizeOf = ({ letter, count }: Token): number => count * (KINDS[letter]?.size ?? 1)

/** How many bytes the format takes. */
export function calcsize(fmt: string): number {
  return parse(fmt).tokens.reduce((sum, token) => sum + sizeOf(token), 0)
}

/** Bytes of the values in the given format, e.g. `!HIb3s`. Throws on a bad format or value. */
export function pack(fmt: string, ...v: V[]): Uint8Array {
  const { little, tokens } = parse(fmt)
  const wanted = tokens.reduce((sum, { letter, count }) => sum + (letter === 'x' ? 0 : letter === 's' ? 1 : count), 0)
  if (v.length !== wanted) throw new Error(`${fmt} takes ${wanted} values, got ${v.length}`)
  const bytes = new Uint8Array(calcsize(fmt))
  const view = new DataView(bytes.buffer)
  const values = v[Symbol.iterator]()
  let at = 0
  for (const token of tokens) {
    const kind = KINDS[token.letter]
    if (kind) for (let i = 0; i < token.count; i++) kind.set(view, at + i * kind.size, values.next().value as V, little)
    else if (token.letter === 's') bytes.set(text(values.next().value as V).subarray(0, token.count), at)
    at += sizeOf(token)
  }
  return bytes
}

function text(value: V): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError('s takes a Uint8Array')
  return value
}

/** The values in exactly `calcsize(fmt)` bytes. Throws when there are more or fewer. */
export function unpack(fmt: string, b: Uint8Array): V[] {
  const { little, tokens } = parse(fmt)
  const size = calcsize(fmt)
  if (b.length !== size) throw new Error(`${fmt} needs ${size} bytes, got ${b.length}`)
  const view = new DataView(b.buffer, b.byteOffset, b.byteLength)
  const values: V[] = []
  let at = 0
  for (const token of tokens) {
    const kind = KINDS[token.letter]
    if (kind) for (let i = 0; i < token.count; i++) values.push(kind.get(view, at + i * kind.size, little))
    else if (token.letter === 's') values.push(b.slice(at, at + token.count))
    at += sizeOf(token)
  }
  return values
}
