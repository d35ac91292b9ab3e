/** CRC-32 as Ethernet, gzip and zlib have it: polynomial 0xedb88320 reflected (RFC 1952, section 8). Unsigned. */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
