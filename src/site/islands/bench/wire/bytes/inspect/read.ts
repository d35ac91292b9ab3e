/** What bytes may mean: integers of each width and order, floating point, a struct format, UTF-8. Pure. */

export type Order = 'big' | 'little'
/** `letter`: its format of Python's struct, with the order's sign. `value` is null where too few bytes are there. */
export type Reading = { bits: number; name: string; letter: string; order: Order; value: string | null }

type Kind = { size: number; name: string; letter: string; read: (view: DataView, little: boolean) => number | bigint }

/** More digits would say nothing of 4 bytes (IEEE 754 binary32). */
const FLOAT_DIGITS = 9

const KINDS: readonly Kind[] = [
  { size: 1, name: 'u8', letter: 'B', read: (view) => view.getUint8(0) },
  { size: 1, name: 'i8', letter: 'b', read: (view) => view.getInt8(0) },
  { size: 2, name: 'u16', letter: 'H', read: (view, little) => view.getUint16(0, little) },
  { size: 2, name: 'i16', letter: 'h', read: (view, little) => view.getInt16(0, little) },
  { size: 4, name: 'u32', letter: 'I', read: (view, little) => view.getUint32(0, little) },
  { size: 4, name: 'i32', letter: 'i', read: (view, little) => view.getInt32(0, little) },
  { size: 8, name: 'u64', letter: 'Q', read: (view, little) => view.getBigUint64(0, little) },
  { size: 8, name: 'i64', letter: 'q', read: (view, little) => view.getBigInt64(0, little) },
  {
    size: 4,
    name: 'f32',
    letter: 'f',
    read: (view, little) => Number(view.getFloat32(0, little).toPrecision(FLOAT_DIGITS)),
  },
  { size: 8, name: 'f64', letter: 'd', read: (view, little) => view.getFloat64(0, little) },
]

/** Numbers that begin with the first of `bytes`: both orders of each kind, big endian first. */
export function readings(bytes: Uint8Array): Reading[] {
  return KINDS.flatMap((kind) =>
    (['big', 'little'] as const).map((order) => ({
      bits: kind.size * 8,
      name: kind.name,
      letter: `${order === 'big' ? '>' : '<'}${kind.letter}`,
      order,
      value: bytes.length < kind.size ? null : String(kind.read(viewOf(bytes), order === 'little')),
    })),
  )
}

export type Unpacked = { values: string[]; size: number } | { problem: 'letter' | 'size'; at: string }

/** More values than this are no longer read one by one. */
const MOST_VALUES = 64

/**
 * Values of a format of Python's struct in its standard sizes: `<`, `>`, `!`, `=` (little, as on x86-64), without a sign
 * as `=`: no padding is put between. Letters are those of the table, `x`, `?`, `c` and `s`.
 */
export function unpack(format: string, bytes: Uint8Array): Unpacked {
  const text = format.trim()
  const sign = /^[<>!=@]/.exec(text)?.[0] ?? ''
  const little = sign !== '>' && sign !== '!'
  const values: string[] = []
  let at = 0
  for (const [token, digits = '', letter = ''] of text.slice(sign.length).matchAll(/(\d*)(\S)/g)) {
    const count = digits === '' ? 1 : Number(digits)
    const kind = KINDS.find((one) => one.letter === (STANDARD[letter] ?? letter))
    const size = kind?.size ?? (SINGLE.has(letter) ? 1 : 0)
    if (size === 0) return { problem: 'letter', at: token }
    if (at + size * count > bytes.length) return { problem: 'size', at: String(at + size * count) }
    if (letter === 's') values.push(quoted(bytes.subarray(at, at + count)))
    else if (letter !== 'x')
      for (let n = 0; n < count && values.length < MOST_VALUES; n++) {
        const one = bytes.subarray(at + n * size, at + (n + 1) * size)
        values.push(kind ? String(kind.read(viewOf(one), little)) : letter === 'c' ? quoted(one) : named(one[0] !== 0))
      }
    at += size * count
  }
  return { values, size: at }
}

/** `l` and `L` have 4 bytes in the standard sizes. */
const STANDARD: Record<string, string> = { l: 'i', L: 'I' }
const SINGLE = new Set(['x', 's', 'c', '?'])

/** A format that takes exactly these bytes: an integer where one has their width, otherwise a string. */
export function formatFor(length: number): string {
  const whole: Record<number, string> = { 1: '>B', 2: '>H', 4: '>I', 8: '>Q' }
  return whole[length] ?? `>${length}s`
}

const quoted = (bytes: Uint8Array): string => pythonBytes(bytes)
const named = (truth: boolean): string => (truth ? 'True' : 'False')

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** `b'hi\x00'` as Python's repr() writes it. */
export function pythonBytes(bytes: Uint8Array): string {
  const quote = bytes.includes(39) && !bytes.includes(34) ? '"' : "'"
  const signs: Record<number, string> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' }
  const text = Array.from(bytes, (byte) => {
    if (String.fromCharCode(byte) === quote) return `\\${quote}`
    if (signs[byte]) return signs[byte]
    return byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte)
  }).join('')
  return `b${quote}${text}${quote}`
}

/** `Buffer.from([0x68, 0x69])`. */
export function nodeBuffer(bytes: Uint8Array): string {
  return `Buffer.from([${Array.from(bytes, (byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')}])`
}

/** UTF-8 (RFC 3629): the text, or where it stops being one. */
export function asText(bytes: Uint8Array): { text: string } | { wrongAt: number } {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return { text: decoder.decode(bytes) }
  } catch {
    return { wrongAt: firstWrong(bytes) }
  }
}

function firstWrong(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const size = characterAt(bytes, at)
    if (size === 0) return at
    at += size
  }
  return at
}

/** Bytes of the character that begins there; 0: none does. */
function characterAt(bytes: Uint8Array, at: number): number {
  for (let size = 1; size <= 4 && at + size <= bytes.length; size++) {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at, at + size))
      return size
    } catch {
      // It may be longer.
    }
  }
  return 0
}
