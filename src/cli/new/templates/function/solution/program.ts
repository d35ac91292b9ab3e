/** FILL-IN: what it takes and gives, in which units, and what it throws. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum = (sum + byte) & 0xff
  return sum
}
