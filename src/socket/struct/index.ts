/**
 * What `import … from 'wirebook/struct'` gives: numbers as bytes, by the formats of Python's `struct` module.
 *
 *   pack('!HI', 9000, 1)            → 23 28 00 00 00 01
 *   unpack('!HI', data)             → [9000, 1]
 *
 * A format is a prefix (`<` little-endian, `>` and `!` big-endian, `=` the machine's order, `@` or none: its C
 * compiler's sizes and alignment as well) and letters with counts: `x` pad byte, `c` one byte, `b B h H i I l L q Q`
 * integers, `n N P` C's ssize_t, size_t and pointer, `?` truth, `e f d` floats, `s` bytes of a fixed length, `p` bytes
 * behind their length. The bytes are Python's own.
 *
 * Where Python's values have no counterpart: integers of 8 bytes unpack to bigint, always, and smaller ones to number;
 * both are packed from either. `c`, `s` and `p` are bytes (Buffer), never text. `?` packs whatever JavaScript takes for
 * true. All that Python calls `struct.error`, and the OverflowError of a float, is StructError.
 */
import { Struct } from './struct.ts'
import type { Unpacked } from './unpacked.ts'
import type { StructValue } from './values.ts'

export { StructError, type StructErrorCode } from './error.ts'
export { Struct, type StructValue, type Unpacked }

/** Bytes that the format describes. */
export function calcsize(format: string): number {
  return known(format).size
}

/** The values as bytes, laid out by the format. */
export function pack(format: string, ...values: StructValue[]): Buffer {
  return known(format).pack(...values)
}

/** Packs into a buffer that exists, from `offset` on. */
export function pack_into(format: string, buffer: Uint8Array, offset: number, ...values: StructValue[]): void {
  known(format).pack_into(buffer, offset, ...values)
}

/** The values in a buffer of exactly the format's size. */
export function unpack<Format extends string>(format: Format, buffer: Uint8Array): Unpacked<Format> {
  return known(format).unpack(buffer)
}

/** The values in a part of a buffer. */
export function unpack_from<Format extends string>(format: Format, buffer: Uint8Array, offset = 0): Unpacked<Format> {
  return known(format).unpack_from(buffer, offset)
}

/** The values of one record after another, until the buffer ends. */
export function iter_unpack<Format extends string>(
  format: Format,
  buffer: Uint8Array,
): IterableIterator<Unpacked<Format>> {
  return known(format).iter_unpack(buffer)
}

/** Formats parsed before; all forgotten when there are too many, as Python does. */
const KNOWN_FORMATS = 100
const structs = new Map<string, Struct>()

function known<Format extends string>(format: Format): Struct<Format> {
  const struct = structs.get(format)
  // The key is the format itself.
  if (struct !== undefined) return struct as unknown as Struct<Format>
  const made = new Struct(format)
  if (structs.size >= KNOWN_FORMATS) structs.clear()
  structs.set(format, made as unknown as Struct)
  return made
}
