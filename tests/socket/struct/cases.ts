/** Calls of the struct module, drawn from a seed: every letter in every order, edges more often than chance would have it. */

/** As text (see oracle.py), so that the same case can be given to Python. */
export type TextValue = string | boolean
export type Case =
  | [op: 'pack', format: string, ...values: TextValue[]]
  | [op: 'unpack' | 'iter_unpack', format: string, data: string]
  | [op: 'unpack_from', format: string, data: string, offset: number]
  | [op: 'pack_into', format: string, data: string, offset: number, ...values: TextValue[]]

/** Bytes and signedness of the letters for integers; native sizes, as ranges are to be met from both sides. */
const INTEGERS: Record<string, [bits: number, signed: boolean]> = {
  b: [8, true],
  B: [8, false],
  h: [16, true],
  H: [16, false],
  i: [32, true],
  I: [32, false],
  l: [64, true],
  L: [64, false],
  q: [64, true],
  Q: [64, false],
  n: [64, true],
  N: [64, false],
  P: [64, false],
}
const LETTERS = 'xcbB?hHiIlLqQnNefdspP'
const ORDERS = ['', '@', '=', '<', '>', '!']
const FLOATS = [0, -0, 1, -1, 0.1, 1.5, 1e39, -1e39, 65_504, 65_519.99, 65_520, 3.4028235677973366e38, 3.4028234e38]
const TINY = [2 ** -24, 2 ** -25, 2 ** -25 * 1.0001, 3 * 2 ** -25, 2 ** -14, 5e-324, 1e-45, 1.401298464324817e-45]
const ODD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2049 / 2048, 2051 / 2048, Number.MAX_VALUE]

export class Draw {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 up to, and without, `below`. */
  int(below: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * below)
  }

  chance(oneIn: number): boolean {
    return this.int(oneIn) === 0
  }

  of<T>(choices: ArrayLike<T>): T {
    return choices[this.int(choices.length)]!
  }

  hex(bytes: number): string {
    return Array.from({ length: bytes }, () => this.int(256).toString(16).padStart(2, '0')).join('')
  }
}

export function drawCases(seed: number, count: number): Case[] {
  const draw = new Draw(seed)
  return Array.from({ length: count }, () => drawCase(draw))
}

function drawCase(draw: Draw): Case {
  const { format, values, size } = drawFormat(draw)
  const kind = draw.int(10)
  if (kind < 6) return ['pack', format, ...values]
  const off = draw.chance(4) ? draw.int(3) - 1 : 0
  if (kind < 8) return ['unpack', format, draw.hex(Math.max(size + off, 0))]
  if (kind === 8 && draw.chance(2)) return ['iter_unpack', format, draw.hex(Math.max(size * draw.int(4) + off, 0))]
  const room = size + draw.int(6)
  const offset = draw.int(room - size + 3) - (draw.chance(3) ? room : 0)
  if (kind === 8) return ['unpack_from', format, draw.hex(room), offset]
  return ['pack_into', format, draw.hex(room), offset, ...values]
}

/** `size` is right for formats without long integers of native order; near enough to make buffers of for the others. */
function drawFormat(draw: Draw): { format: string; values: TextValue[]; size: number } {
  const order = draw.of(ORDERS)
  const native = order === '' || order === '@'
  const letters = native || draw.chance(12) ? LETTERS : LETTERS.replaceAll(/[nNP]/g, '')
  let format = order
  let size = 0
  const values: TextValue[] = []
  for (let items = draw.int(6) + 1; items > 0; items--) {
    const letter = draw.of(letters)
    const count = draw.chance(3) ? draw.of([0, 1, 2, 3, 7, 300]) : null
    // CPython 3.11 has no answer to "0p".
    const repeat = letter === 'p' && count === 0 ? null : count !== 300 || letter === 's' || letter === 'p' ? count : 2
    format += `${draw.chance(8) ? draw.of([' ', '\t', '\n']) : ''}${repeat ?? ''}${letter}`
    const width = widthOf(letter, native)
    size = native ? Math.ceil(size / width) * width : size
    size += (repeat ?? 1) * width
    if (letter === 'x') continue
    const takes = letter === 's' || letter === 'p' ? 1 : (repeat ?? 1)
    for (let n = 0; n < takes; n++) values.push(drawValue(draw, letter, repeat ?? 1))
  }
  if (draw.chance(60)) format += draw.of(['z', '3', '<', '2 H', '!', 'u'])
  const miscount = draw.int(40)
  if (miscount === 0) values.pop()
  if (miscount === 1) values.push('i:1')
  return { format, values, size }
}

function widthOf(letter: string, native: boolean): number {
  const bits = INTEGERS[letter]?.[0]
  if ('lL'.includes(letter) && !native) return 4
  return bits === undefined ? ({ e: 2, f: 4, d: 8 }[letter] ?? 1) : bits / 8
}

function drawValue(draw: Draw, letter: string, count: number): TextValue {
  if (draw.chance(120)) return draw.of(['t:text', 'f:3ff8000000000000', 'b:6162', 'i:7', true])
  if (letter === 's' || letter === 'p') return `b:${draw.hex(draw.of([0, count, count + 2, draw.int(count + 1)]))}`
  if (letter === 'c') return `b:${draw.hex(draw.chance(60) ? draw.int(3) : 1)}`
  if (letter === '?') return draw.chance(3) ? `i:${draw.int(3)}` : draw.chance(2)
  const integer = INTEGERS[letter]
  if (integer === undefined) return draw.chance(6) ? `i:${draw.int(100_000) - 50_000}` : drawFloat(draw)
  return draw.chance(30) ? draw.chance(2) : drawInteger(draw, ...integer)
}

function drawInteger(draw: Draw, bits: number, signed: boolean): TextValue {
  const low = signed ? -(1n << BigInt(bits - 1)) : 0n
  const high = (1n << BigInt(signed ? bits - 1 : bits)) - 1n
  if (draw.chance(60)) return `i:${draw.of([low - 1n, high + 1n, high * 2n + 1n, -high - 2n])}`
  if (draw.chance(2)) return `i:${draw.of([low, high, 0n, 1n, low + 1n, high - 1n, high / 2n])}`
  const magnitude = BigInt.asUintN(1 + draw.int(bits - 1), BigInt(`0x${draw.hex(8)}`))
  return `i:${signed && draw.chance(2) ? -magnitude : magnitude}`
}

function drawFloat(draw: Draw): TextValue {
  const bytes = Buffer.alloc(8)
  const kind = draw.int(8)
  if (kind === 0) bytes.writeDoubleBE(draw.of([...FLOATS, ...TINY, ...ODD]))
  // Any double, and doubles in the range of halves with few bits, where ties lie.
  else if (kind < 3) return `f:${finiteOrNaN(draw.hex(8))}`
  else if (kind < 6) bytes.writeDoubleBE(((draw.int(8192) - 4096) / 2048) * 2 ** (draw.int(34) - 26))
  else bytes.writeDoubleBE((draw.int(2 ** 31) - 2 ** 30) / 1000)
  return `f:${bytes.toString('hex')}`
}

/** One NaN for all: what becomes of the bits of others is not the format's business. */
function finiteOrNaN(hex: string): string {
  return Number.isNaN(Buffer.from(hex, 'hex').readDoubleBE()) ? '7ff8000000000000' : hex
}
