/**
 * The definition of a frame, as it is written down, linked to and kept: fields in the order of the wire. What it means
 * is worked out once, by `plan.ts`; whatever encodes or decodes takes that plan.
 */

export type ByteOrder = 'be' | 'le'
/** What the number in a length field counts: the field alone, all that follows the length field, or the whole frame. */
export type Counts = 'field' | 'after' | 'frame'
/** How the end of a field of bytes or text is found. `max`: its largest size in bytes; `delimiter`: as `byte-text.ts`. */
export type Size =
  | { by: 'fixed'; bytes: number }
  | { by: 'length'; field: string; counts: Counts; max: number }
  | { by: 'delimiter'; delimiter: string; max: number }

/** `width` in bytes. `order`: where it differs from the frame's. */
export type NumberField = { name: string; kind: 'uint' | 'int' | 'float'; width: number; order?: ByteOrder }
export type FillField = { name: string; kind: 'bytes' | 'utf8'; size: Size }
/** Bytes that are always the same, as `byte-text.ts`. */
export type MagicField = { name: string; kind: 'magic'; bytes: string }
/** CRC-32 of all bytes of the frame before it (ISO 3309; RFC 1952, section 8). */
export type CrcField = { name: string; kind: 'crc32'; order?: ByteOrder }
export type Field = NumberField | FillField | MagicField | CrcField
export type Kind = Field['kind']

export type Definition = { name: string; order: ByteOrder; fields: Field[] }

/** Numbers of up to 6 bytes are numbers, of 8 bytes bigints: beyond 2^53 a number is not exact. */
export type Value = number | bigint | string | Uint8Array
/** By the field's name; length fields, magic and CRC are worked out and have none. */
export type Values = Record<string, Value>

/** Where a field lies: bytes from `from` to `to`, the latter not included. */
export type Span = { field: number; from: number; to: number }

export const KINDS: readonly Kind[] = ['uint', 'int', 'float', 'bytes', 'utf8', 'magic', 'crc32']
export const INTEGER_WIDTHS: readonly number[] = [1, 2, 3, 4, 6, 8]
export const FLOAT_WIDTHS: readonly number[] = [4, 8]
export const CRC_WIDTH = 4

export const FRAME_LIMITS = {
  fields: 16,
  /** Characters of a name. */
  name: 24,
  /** Bytes of a field of fixed size. */
  fixed: 1_024,
  /** Bytes of a field whose size varies: what `max` may be at most. */
  max: 16 * 1_024 * 1_024,
  magic: 16,
  delimiter: 8,
  /** Characters of a magic or delimiter as it is written. */
  text: 80,
}

/** A name becomes a property in TypeScript: lower camel case. */
export const NAME = /^[a-z][A-Za-z0-9]*$/
