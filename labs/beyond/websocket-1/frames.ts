// WebSocket frames (RFC 6455 §5.2): two bytes, perhaps more of length, perhaps a key, then the payload.

export const TEXT = 1
export const CLOSE = 8

export type Frame = { opcode: number; header: Buffer; payload: Buffer; rest: Buffer }

/** The first whole frame, unmasked, and what stands behind it; undefined while some of it is missing. */
export function takeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0
  const keyAt = 2 + wide
  const from = keyAt + (second & 0x80 ? 4 : 0)
  if (bytes.length < from) return undefined
  const length = wide === 2 ? bytes.readUInt16BE(2) : wide === 8 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < from + length) return undefined
  const header = bytes.subarray(0, from)
  const key = header.subarray(keyAt)
  const payload = Buffer.from(bytes.subarray(from, from + length))
  if (key.length > 0) for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (key[i & 3] ?? 0)
  return { opcode: first & 0x0f, header, payload, rest: bytes.subarray(from + length) }
}

/** A frame as a server sends it: whole and unmasked. Up to 65,535 bytes. */
export function encode(opcode: number, payload: Uint8Array): Buffer {
  const small = payload.length < 126
  const header = Buffer.alloc(small ? 2 : 4)
  header[0] = 0x80 | opcode
  header[1] = small ? payload.length : 126
  if (!small) header.writeUInt16BE(payload.length, 2)
  return Buffer.concat([header, payload])
}
