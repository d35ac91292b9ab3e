/** What all kinds of `struct sockaddr` begin with, and how the parts of an address are checked. */
import { readUint16, writeUint16 } from '../memory.ts'

export function sockaddr(bytes: number, family: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  writeUint16(buffer, family)
  return buffer
}

export function familyOf(bytes: Buffer): number {
  return readUint16(bytes)
}

/** Throws TypeError unless a number, RangeError unless an integer from `min` to `max`. */
export function integer(value: unknown, what: string, min: number, max: number): number {
  if (typeof value !== 'number') throw new TypeError(`${what} is a number, not ${shown(value)}`)
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`${what} ${value} is not ${min}-${max}`)
  return value
}

/** A value in a message. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value !== 'object') return String(value)
  return Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : (value.constructor?.name ?? 'an object')
}
