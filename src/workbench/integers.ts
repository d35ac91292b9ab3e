/** Whole numbers of 1 to 8 bytes in either byte order, two's complement where signed. */

export function integerRange(width: number, signed: boolean): { low: bigint; high: bigint } {
  const bits = BigInt(8 * width)
  return signed ? { low: -(1n << (bits - 1n)), high: (1n << (bits - 1n)) - 1n } : { low: 0n, high: (1n << bits) - 1n }
}

/** The caller has checked the range. */
export function integerBytes(value: number | bigint, width: number, little: boolean): Uint8Array {
  let rest = BigInt.asUintN(8 * width, BigInt(value))
  const bytes = new Uint8Array(width)
  for (let i = 0; i < width; i++) {
    bytes[little ? i : width - 1 - i] = Number(rest & 0xffn)
    rest >>= 8n
  }
  return bytes
}

export function integerOf(bytes: Uint8Array, signed: boolean, little: boolean): bigint {
  let value = 0n
  for (const byte of little ? bytes.toReversed() : bytes) value = (value << 8n) | BigInt(byte)
  return signed ? BigInt.asIntN(8 * bytes.length, value) : value
}
