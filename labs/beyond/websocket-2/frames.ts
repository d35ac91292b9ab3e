// Builds and reads WebSocket frames (RFC 6455 §5.2), all three forms of length.
import { randomBytes } from 'node:crypto'

export const [CONTINUATION, TEXT, CLOSE, PING, PONG] = [0, 1, 8, 9, 10]

export type Frame = { fin: boolean; opcode: number; masked: boolean; header: Buffer; payload: Buffer; rest: Buffer }

/** Masks and unmasks: XOR with the key, again and again. */
const masking = (bytes: Buffer, key: Buffer): Buffer => Buffer.from(bytes.map((byte, i) => byte ^ (key[i & 3] ?? 0)))

/** The first whole frame, and what stands behind it; undefined while some of it is missing. */
export function takeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const masked = second >= 0x80
  const keyAt = short === 126 ? 4 : short === 127 ? 10 : 2
  const from = keyAt + (masked ? 4 : 0)
  if (bytes.length < from) return undefined
  const length = keyAt === 4 ? bytes.readUInt16BE(2) : keyAt === 10 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < from + length) return undefined
  const raw = bytes.subarray(from, from + length)
  const payload = masked ? masking(raw, bytes.subarray(keyAt, from)) : raw
  const header = bytes.subarray(0, from)
  return { fin: first >= 0x80, opcode: first & 0x0f, masked, header, payload, rest: bytes.subarray(from + length) }
}

/** One frame, with the shortest form of its length. */
export function encode(opcode: number, payload: Buffer, { fin = true, masked = false } = {}): Buffer {
  const n = payload.length
  const short = n < 126 ? n : n < 65_536 ? 126 : 127
  const head = Buffer.from([(fin ? 0x80 : 0) | opcode, (masked ? 0x80 : 0) | short, ...new Uint8Array(8)])
  if (short === 126) head.writeUInt16BE(n, 2)
  if (short === 127) head.writeBigUInt64BE(BigInt(n), 2)
  const header = head.subarray(0, short === 127 ? 10 : short === 126 ? 4 : 2)
  const key = masked ? randomBytes(4) : Buffer.alloc(0)
  return Buffer.concat([header, key, masked ? masking(payload, key) : payload])
}
