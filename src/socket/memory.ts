/** C's numbers in Buffers, in the machine's byte order. */
import { endianness } from 'node:os'

export const INT_BYTES = 4
const LITTLE = endianness() === 'LE'
const INT = { min: -(2 ** 31), max: 2 ** 31 - 1 }

/** An `int`. Throws RangeError for what does not fit. */
export function int(value: number): Buffer {
  if (!Number.isInteger(value) || value < INT.min || value > INT.max)
    throw new RangeError(`${value} is no C int: an integer from ${INT.min} to ${INT.max} is expected`)
  const bytes = Buffer.alloc(INT_BYTES)
  if (LITTLE) bytes.writeInt32LE(value)
  else bytes.writeInt32BE(value)
  return bytes
}

export function readInt(bytes: Buffer, at = 0): number {
  return LITTLE ? bytes.readInt32LE(at) : bytes.readInt32BE(at)
}

export function readUint32(bytes: Buffer, at = 0): number {
  return readInt(bytes, at) >>> 0
}

export function writeUint32(bytes: Buffer, value: number, at = 0): void {
  if (LITTLE) bytes.writeUInt32LE(value, at)
  else bytes.writeUInt32BE(value, at)
}

export function readUint16(bytes: Buffer, at = 0): number {
  return LITTLE ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
}

export function writeUint16(bytes: Buffer, value: number, at = 0): void {
  if (LITTLE) bytes.writeUInt16LE(value, at)
  else bytes.writeUInt16BE(value, at)
}

/** A `long` of 64 bits. */
export function writeLong(bytes: Buffer, value: bigint, at = 0): void {
  if (LITTLE) bytes.writeBigInt64LE(value, at)
  else bytes.writeBigInt64BE(value, at)
}
