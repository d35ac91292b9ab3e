/**
 * What the reference's tables take from the modules themselves while the site is built: numbers of constants, sizes and
 * bytes of formats. Nothing of it reaches a browser; it is the one place of the site that looks at src/socket.
 */
// biome-ignore lint/style/noRestrictedImports: the tables show the modules' own numbers, at build alone
import * as constants from '../../../socket/constants.ts'
// biome-ignore lint/style/noRestrictedImports: as above
import { calcsize, pack, type StructValue, unpack } from '../../../socket/struct/index.ts'
// biome-ignore lint/style/noRestrictedImports: as above
import { LETTERS, PREFIXES } from '../../../socket/struct/letters.ts'

/** A constant's number on Linux; null for what is none, and where the site is built elsewhere. */
export function numberOf(name: string): number | null {
  if (process.platform !== 'linux') return null
  const value = (constants as Record<string, unknown>)[name]
  return typeof value === 'number' ? value : null
}

export type LetterFacts = {
  /** Bytes with a standard prefix; null where there is no standard size. */
  standard: number | null
  native: number
  /** What its values are here, e.g. `number`; null for a letter without a value. */
  type: string | null
  /** Of the example: its format, and bytes as hex. The native ones only where they differ. */
  packed: { format: string; hex: string }[]
}

/** `format`: the letter, perhaps with a count. */
export function letterFacts(
  letter: string,
  example: number | boolean | string | undefined,
  format = letter,
): LetterFacts {
  const { standard = null, native = 0 } = LETTERS.get(letter) ?? {}
  const values: StructValue[] =
    example === undefined ? [] : [typeof example === 'string' ? Buffer.from(example) : example]
  const ways = standard === null ? [format] : [`!${format}`, `<${format}`, format]
  const packed = ways.map((way) => ({ format: way, hex: spaced(pack(way, ...values)) }))
  const seen = new Set<string>()
  const types = [...new Set(ways.flatMap((way) => unpack(way, pack(way, ...values)).map(typeName)))]
  return {
    standard,
    native: native === 0 ? calcsize(format) : native,
    type: types.length === 0 ? null : types.join(' / '),
    packed: packed.filter(({ hex }) => !seen.has(hex) && seen.add(hex)),
  }
}

export type PrefixFacts = { order: 'little' | 'big'; native: boolean; aligned: number; unaligned: number }

/** `aligned`, `unaligned`: bytes of `bI` with the prefix and of its letters alone. */
export function prefixFacts(prefix: string): PrefixFacts {
  const { little = false, native = false } = PREFIXES.get(prefix) ?? {}
  return { order: little ? 'little' : 'big', native, aligned: calcsize(`${prefix}bI`), unaligned: calcsize('=bI') }
}

function typeName(value: unknown): string {
  return value instanceof Uint8Array ? 'Buffer' : typeof value
}

function spaced(bytes: Buffer): string {
  return bytes.toString('hex').replace(/..(?=.)/g, '$& ')
}
