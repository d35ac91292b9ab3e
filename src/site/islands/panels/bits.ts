/** An IPv4 address as a number of 32 bits, and what a prefix length makes of it. Pure. */

export const BITS = 32

/** null for anything but four plain decimal numbers up to 255. */
export function parse(text: string): number | null {
  const parts = text.trim().split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

export function dotted(n: number): string {
  return [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.')
}

/** Ones for the network, unsigned. A shift by 32 would be one by 0. */
export function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (-1 << (BITS - prefix)) >>> 0
}

export function networkOf(n: number, prefix: number): number {
  return (n & maskOf(prefix)) >>> 0
}

/** From the left, each 0 or 1. */
export function bitsOf(n: number): number[] {
  return Array.from({ length: BITS }, (_, at) => (n >>> (BITS - 1 - at)) & 1)
}

/** How many bits from the left two addresses share, 0 to 32. */
export function common(a: number, b: number): number {
  return Math.clz32(a ^ b)
}

/** Addresses that hosts of such a network may have: all of a /31 or /32 (RFC 3021), else without first and last. */
export function hostsIn(prefix: number): number {
  const size = 2 ** (BITS - prefix)
  return prefix >= BITS - 1 ? size : size - 2
}
