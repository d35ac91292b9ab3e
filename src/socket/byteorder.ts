/** Numbers between the host's byte order and the network's, which is big-endian: byteorder(3). */
import { endianness } from 'node:os'

const SWAPPED = endianness() === 'LE'
const UINT16 = 0xffff
const UINT32 = 0xffff_ffff

/** Host to network, 16 bits: on x86-64 and arm64 `htons(0x1234)` is 0x3412. Throws RangeError beyond 0–65535. */
export function htons(value: number): number {
  const number = checked(value, UINT16)
  return SWAPPED ? ((number & 0xff) << 8) | (number >>> 8) : number
}

/** Host to network, 32 bits. Throws RangeError beyond 0–4294967295. */
export function htonl(value: number): number {
  const number = checked(value, UINT32)
  if (!SWAPPED) return number
  return ((number & 0xff) * 2 ** 24 + ((number & 0xff00) << 8) + ((number >>> 8) & 0xff00) + (number >>> 24)) >>> 0
}

/** Network to host, 16 bits: the same exchange as `htons`. */
export function ntohs(value: number): number {
  return htons(value)
}

/** Network to host, 32 bits: the same exchange as `htonl`. */
export function ntohl(value: number): number {
  return htonl(value)
}

function checked(value: unknown, most: number): number {
  if (typeof value !== 'number') throw new TypeError(`a number is expected, not ${typeof value}`)
  if (!Number.isInteger(value) || value < 0 || value > most) throw new RangeError(`${value} is not 0-${most}`)
  return value
}
