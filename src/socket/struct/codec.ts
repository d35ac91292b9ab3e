/** One value into its bytes, and back. */
import { halfBits, halfValue } from './half.ts'
import type { Item, Layout } from './parse.ts'
import { bytes, integer, real, type Slot, type StructValue, single } from './values.ts'

const PASCAL_MOST = 255

/** Writes at `at`, where zeros stand. */
export function write(buffer: Buffer, at: number, value: unknown, slot: Slot): void {
  const { item, layout } = slot
  switch (item.kind) {
    case 'bytes':
      buffer.set(bytes(value, slot).subarray(0, item.size), at)
      return
    case 'pascal':
      writePascal(buffer, at, bytes(value, slot), item.size)
      return
    case 'byte':
      buffer[at] = single(value, slot)
      return
    case 'bool':
      buffer[at] = value ? 1 : 0
      return
    case 'float':
      writeFloat(viewOf(buffer), at, real(value, slot), item.size, layout.little)
      return
    case 'pad':
      return
    case 'signed':
    case 'unsigned':
    case 'pointer':
      writeInteger(viewOf(buffer), at, integer(value, slot), item.size, layout.little)
      return
    default:
      item.kind satisfies never
  }
}

/** Integers of 8 bytes are bigints, always; smaller ones numbers. Bytes are a copy. */
export function read(buffer: Buffer, at: number, { kind, size }: Item, { little }: Layout): StructValue {
  switch (kind) {
    case 'bytes':
    case 'byte':
      return Buffer.from(buffer.subarray(at, at + size))
    case 'pascal': {
      const most = Math.max(size - 1, 0)
      return Buffer.from(buffer.subarray(at + 1, at + 1 + Math.min(size === 0 ? 0 : buffer[at]!, most)))
    }
    case 'bool':
      return buffer[at] !== 0
    case 'float':
      return readFloat(viewOf(buffer), at, size, little)
    case 'signed':
      return size === 8 ? viewOf(buffer).getBigInt64(at, little) : readInteger(buffer, at, size, little, true)
    case 'unsigned':
    case 'pointer':
      return size === 8 ? viewOf(buffer).getBigUint64(at, little) : readInteger(buffer, at, size, little, false)
    case 'pad':
      throw new Error('pad bytes have no value')
    default:
      return kind satisfies never
  }
}

function writePascal(buffer: Buffer, at: number, value: Uint8Array, size: number): void {
  // "0p" has no room for its length, and no value.
  if (size === 0) return
  const kept = value.subarray(0, size - 1)
  buffer.set(kept, at + 1)
  buffer[at] = Math.min(kept.length, PASCAL_MOST)
}

function writeInteger(view: DataView, at: number, value: number | bigint, size: number, little: boolean): void {
  // Modulo 2^n is how two's complement takes negative numbers.
  if (typeof value === 'bigint') view.setBigUint64(at, BigInt.asUintN(64, value), little)
  else if (size === 4) view.setUint32(at, value, little)
  else if (size === 2) view.setUint16(at, value, little)
  else view.setUint8(at, value)
}

function readInteger(buffer: Buffer, at: number, size: number, little: boolean, signed: boolean): number {
  const view = viewOf(buffer)
  if (size === 4) return signed ? view.getInt32(at, little) : view.getUint32(at, little)
  if (size === 2) return signed ? view.getInt16(at, little) : view.getUint16(at, little)
  return signed ? view.getInt8(at) : view.getUint8(at)
}

function writeFloat(view: DataView, at: number, value: number, size: number, little: boolean): void {
  if (size === 8) view.setFloat64(at, value, little)
  else if (size === 4) view.setFloat32(at, value, little)
  else view.setUint16(at, halfBits(value), little)
}

function readFloat(view: DataView, at: number, size: number, little: boolean): number {
  if (size === 8) return view.getFloat64(at, little)
  return size === 4 ? view.getFloat32(at, little) : halfValue(view.getUint16(at, little))
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
