// Length-prefixed messages: 4 bytes say how many payload bytes follow.
import type { Reader } from './reader.ts'

export type Order = 'be' | 'le'

/** Largest payload, and the time a frame may take from its first byte to its last. */
const LIMITS = { bytes: 1_048_576, milliseconds: 10_000 }

export const orderOf = (args: string[]): Order => (args.includes('order=le') ? 'le' : 'be')

export function encode(payload: Uint8Array, order: Order): Buffer {
  const frame = Buffer.alloc(4 + payload.length)
  if (order === 'be') frame.writeUInt32BE(payload.length)
  else frame.writeInt32LE(payload.length)
  frame.set(payload, 4)
  return frame
}

/** The next payload, or null when the stream ends between two frames. Rejects with the reason for a bad frame. */
export async function readFrame(reader: Reader, order: Order): Promise<Buffer | null> {
  if (!(await reader.some())) return null
  const { promise: late, reject } = Promise.withResolvers<never>()
  late.catch(() => {})
  const timer = setTimeout(() => reject(new Error('timeout')), LIMITS.milliseconds)
  try {
    const header = await reader.exactly(4, late)
    const length = order === 'be' ? header.readUInt32BE() : header.readInt32LE()
    if (length < 0) throw new Error('negative')
    if (length > LIMITS.bytes) throw new Error('too large')
    return await reader.exactly(length, late)
  } finally {
    clearTimeout(timer)
  }
}
