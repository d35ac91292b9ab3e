/** Arrays cross the grader's channel as copies; here one is made that begins inside a larger buffer. */
type Submission = typeof import('./starter/struct.ts')
type V = import('./starter/struct.ts').V

/** Unpacks `bytes` from the middle of a larger buffer whose other bytes are 0xaa. */
export function unpackInside({ unpack }: Submission, fmt: string, bytes: Uint8Array, before: number): V[] {
  const buffer = new Uint8Array(before + bytes.length + 8).fill(0xaa)
  buffer.set(bytes, before)
  return unpack(fmt, buffer.subarray(before, before + bytes.length))
}
