// P5's frames: 4 bytes of length, big-endian, then the payload.
import type { Reader } from './reader.ts'

const MAX = 1_048_576

export function frame(payload: Uint8Array): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(payload.length)
  return Buffer.concat([header, payload])
}

/** The next payload, or null at the end of the stream. Rejects when the frame is too large or cut short. */
export async function readFrame(reader: Reader): Promise<Buffer | null> {
  const header = await reader.exactly(4)
  if (header.length === 0) return null
  if (header.length < 4) throw new Error('truncated')
  const length = header.readUInt32BE()
  if (length > MAX) throw new Error('too large')
  const payload = await reader.exactly(length)
  if (payload.length < length) throw new Error('truncated')
  return payload
}
