/**
 * The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
 * TCP, UDP and ICMPv6 sum a pseudo-header first: both addresses, the upper length and the protocol number.
 */
import type { Draft } from './draft.ts'

/** Folded one's complement sum of the bytes from..to, an odd last byte padded with zero, added to `start`. */
export function sum16(bytes: Uint8Array, from: number, to: number, start = 0): number {
  let sum = start
  for (let i = from; i < to - 1; i += 2) sum += (bytes[i]! << 8) | bytes[i + 1]!
  if ((to - from) % 2 === 1 && to > from) sum += bytes[to - 1]! << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return sum
}

/** The checksum to write into a header: its field must hold zero while this is computed. */
export function checksum(bytes: Uint8Array, from: number, to: number, start = 0): number {
  return ~sum16(bytes, from, to, start) & 0xffff
}

/** Sum of the pseudo-header; `addresses` are source and destination as they stand in the IP header. */
export function pseudoHeaderSum(addresses: Uint8Array, protocol: number, length: number): number {
  return sum16(addresses, 0, addresses.length, protocol + (length >>> 16) + (length & 0xffff))
}

/**
 * `unfinished`: the kernel wrote the pseudo-header's sum only and left the rest to the network card (offloaded); on
 * virtual links nothing completes it. `unknown`: the packet was cut or is a fragment.
 */
export type ChecksumState = 'correct' | 'unfinished' | 'wrong' | 'unknown'

/** What a captured transport checksum is, which stands at `field` and covers from..to. */
export function checksumState(
  bytes: Uint8Array,
  from: number,
  to: number,
  field: number,
  pseudo: number,
): ChecksumState {
  if (to > bytes.length || field + 2 > to) return 'unknown'
  if (sum16(bytes, from, to, pseudo) === 0xffff) return 'correct'
  return ((bytes[field]! << 8) | bytes[field + 1]!) === pseudo ? 'unfinished' : 'wrong'
}

/** The same for an upper layer of the IP header that was read before; `length` counts in the pseudo-header. */
export function upperChecksum(
  { bytes, pseudoAt }: Draft,
  from: number,
  to: number,
  field: number,
  protocol: number,
  length = to - from,
): ChecksumState {
  if (pseudoAt < 0) return 'unknown'
  const six = bytes[pseudoAt]! >> 4 === 6
  const addresses = six ? bytes.subarray(pseudoAt + 8, pseudoAt + 40) : bytes.subarray(pseudoAt + 12, pseudoAt + 20)
  return checksumState(bytes, from, to, field, pseudoHeaderSum(addresses, protocol, length))
}

export const CHECKSUM_NOTE: Record<ChecksumState, string> = {
  correct: 'correct',
  unfinished: 'unfinished (offloaded): only begun; the kernel leaves the rest to a network card',
  wrong: 'wrong: the bytes do not add up',
  unknown: 'cannot be checked: not all bytes are here',
}
