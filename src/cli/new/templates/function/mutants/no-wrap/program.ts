export function checksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + byte, 0)
}
