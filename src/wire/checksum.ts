/**
 * The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
 * TCP, UDP and ICMPv6 sum a pseudo-header first: both addresses, the upper length and the protocol number.
 */

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

export type ChecksumState = 'correct' | 'begun' | 'wrong' | 'unknown'

/**
 * What a captured transport checksum is. `begun`: the kernel wrote the pseudo-header's sum only and left the rest
 * to the network card; on virtual links nothing ever completes it. `unknown`: the packet was cut or is a fragment.
 */
export function checksumState(
  bytes: Uint8Array,
  from: number,
  to: number,
  field: number,
  pseudo: number,
): ChecksumState {
  if (to > bytes.length || field + 2 > to) return 'unknown'
  if (sum16(bytes, from, to, pseudo) === 0xffff) return 'correct'
  return ((bytes[field]! << 8) | bytes[field + 1]!) === pseudo ? 'begun' : 'wrong'
}

export const CHECKSUM_NOTE: Record<ChecksumState, string> = {
  correct: 'correct',
  begun: 'only begun: the kernel leaves the rest to a network card, and a virtual link has none',
  wrong: 'wrong: the bytes do not add up',
  unknown: 'cannot be checked: not all bytes are here',
}
