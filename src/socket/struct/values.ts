/** Values as programs give them, checked against the item of the format that they are for. */
import { StructError } from './error.ts'
import { halfBits } from './half.ts'
import type { Item, Layout } from './parse.ts'

/** What a format's items are packed from. Integers of any size may be given as number or bigint. */
export type StructValue = number | bigint | boolean | Uint8Array

/** One value on its way into the buffer. */
export type Slot = { layout: Layout; item: Item; index: number }

/** Largest finite half and single. */
const HALF_INFINITE = 0x7c00
const LARGEST = { 2: 65_504, 4: 3.4028234663852886e38 } as const

/** A whole number in the item's range, as bigint where the item has 8 bytes. `true` is 1, as in Python. */
export function integer(value: unknown, slot: Slot): number | bigint {
  const { size } = slot.item
  const given = typeof value === 'boolean' ? Number(value) : value
  if (typeof given === 'number' && !Number.isInteger(given)) throw wrongType(value, slot, 'a whole number')
  if (typeof given !== 'number' && typeof given !== 'bigint') throw wrongType(value, slot, 'a whole number')
  const [min, max] = rangeOf(slot.item)
  if (given < min || given > max) throw outOfRange(value, slot, [min, max])
  if (size < 8) return Number(given)
  if (typeof given === 'number' && !Number.isSafeInteger(given))
    throw wrongType(value, slot, 'exact, which a number is no more beyond 2**53: give a bigint')
  return BigInt(given)
}

/** A number for `e`, `f` or `d`. Too large for `f` becomes infinite in native order, as C's conversion does. */
export function real(value: unknown, slot: Slot): number {
  const number = typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value
  if (typeof number !== 'number') throw wrongType(value, slot, 'a number')
  if (Number.isFinite(number) ? overflows(number, slot) : typeof value === 'bigint') {
    const { size } = slot.item
    const largest = size === 8 ? Number.MAX_VALUE : LARGEST[size as 2 | 4]
    throw outOfRange(value, slot, [-largest, largest])
  }
  return number
}

/** Bytes for `s` and `p`. */
export function bytes(value: unknown, slot: Slot): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw wrongType(value, slot, typeof value === 'string' ? "bytes: Buffer.from('…') makes them of a string" : 'bytes')
}

/** The byte for `c`. */
export function single(value: unknown, slot: Slot): number {
  const [byte] = bytes(value, slot)
  if (byte === undefined || (value as Uint8Array).length !== 1) throw wrongType(value, slot, 'bytes of length 1')
  return byte
}

function overflows(number: number, { item, layout }: Slot): boolean {
  if (item.size === 2) return (halfBits(number) & HALF_INFINITE) === HALF_INFINITE
  return item.size === 4 && layout.standard && !Number.isFinite(Math.fround(number))
}

function rangeOf({ kind, size }: Item): [min: number | bigint, max: number | bigint] {
  const bits = 8 * size
  // C converts a negative number to a pointer as well.
  const low = kind === 'unsigned' ? 0n : -(1n << BigInt(bits - 1))
  const high = (1n << BigInt(kind === 'signed' ? bits - 1 : bits)) - 1n
  return size < 8 ? [Number(low), Number(high)] : [low, high]
}

function wrongType(value: unknown, slot: Slot, wanted: string): StructError {
  return new StructError('TYPE', `${naming(slot)} has to be ${wanted}; it is ${shown(value)}`, details(value, slot))
}

function outOfRange(value: unknown, slot: Slot, range: [number | bigint, number | bigint]): StructError {
  const message = `${naming(slot)} has to lie from ${range[0]} to ${range[1]}; it is ${shown(value)}`
  return new StructError('RANGE', message, { ...details(value, slot), range })
}

/** `value 2 (for "H" at position 3 of "!IH")`, values counted from 1 as people do. */
function naming({ layout, item, index }: Slot): string {
  return `value ${index + 1} (for "${item.letter}" at position ${item.position} of ${JSON.stringify(layout.format)})`
}

function details(value: unknown, { layout, item, index }: Slot) {
  return { format: layout.format, letter: item.letter, position: item.position, index, value }
}

const SHOWN_TEXT = 40
function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value === 'string') return JSON.stringify(value.slice(0, SHOWN_TEXT))
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return typeof value === 'function' ? 'a function' : String(value).slice(0, SHOWN_TEXT)
}
