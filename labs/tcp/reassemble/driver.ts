/** Plays what needs one process: the caller's array is used again after each push, and very many pushes. */
type Submission = typeof import('./starter/reassembler.ts')

/** Pushes the segments from one array that is overwritten after each push; returns what each released. */
export function feed(
  { Reassembler }: Submission,
  firstSeq: number,
  window: number,
  segments: { seq: number; data: Uint8Array }[],
): { out: Uint8Array; ack: number }[] {
  const receiver = new Reassembler(firstSeq, window)
  const shared = new Uint8Array(Math.max(1, ...segments.map(({ data }) => data.length)))
  return segments.map(({ seq, data }) => {
    shared.set(data)
    const { out, ack } = receiver.push(seq, shared.subarray(0, data.length))
    const released = { out: Uint8Array.from(out), ack }
    shared.fill(0xee)
    return released
  })
}

let kept: unknown

/** The same segment behind a gap again and again; the receiver lives on. */
export function again({ Reassembler }: Submission, firstSeq: number, length: number, times: number): void {
  const receiver = new Reassembler(firstSeq, 2 * length)
  const data = new Uint8Array(length).fill(0x61)
  for (let i = 0; i < times; i++) receiver.push(firstSeq + 1, data)
  kept = receiver
}

/** Keeps the receiver of `again` from being forgotten. */
export const isKept = (_submission: Submission): boolean => kept !== undefined
