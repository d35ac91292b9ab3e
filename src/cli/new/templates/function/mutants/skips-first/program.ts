export function checksum(bytes: Uint8Array): number {
  return bytes.subarray(1).reduce((sum, byte) => (sum + byte) & 0xff, 0)
}
