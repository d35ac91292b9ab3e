/** Plays what would take very many calls across the grader's channel, beside the submission. */
type Submission = typeof import('./starter/frame-decoder.ts')
type Order = import('./starter/frame-decoder.ts').Order

/** Pushes the chunks from one array that is overwritten after each push; returns what came, or the error's message. */
export function feed(
  { FrameDecoder }: Submission,
  chunks: Uint8Array[],
  options: { order?: Order; max?: number },
): { payloads: Uint8Array[]; error: string | null; after: number } {
  const decoder = new FrameDecoder(options)
  const shared = new Uint8Array(Math.max(1, ...chunks.map((chunk) => chunk.length)))
  const payloads: Uint8Array[] = []
  let after = 0
  try {
    for (const chunk of chunks) {
      shared.set(chunk)
      after += 1
      payloads.push(...decoder.push(shared.subarray(0, chunk.length)))
      shared.fill(0xee)
    }
    return { payloads, error: null, after }
  } catch (error) {
    return { payloads, error: String((error as { message?: unknown })?.message ?? error), after }
  }
}

/** Time this thread has computed, ms: other programs of a busy machine do not count. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** One frame of `length` bytes in chunks of `size`; stops after `limitMs`. */
export function large(
  { FrameDecoder }: Submission,
  length: number,
  size: number,
  limitMs: number,
): { ms: number; pushed: number; got: number } {
  const decoder = new FrameDecoder({ max: length })
  const stream = new Uint8Array(4 + length).fill(0x61)
  new DataView(stream.buffer).setUint32(0, length)
  const began = cpuMs()
  let got = 0
  let pushed = 0
  while (pushed < stream.length && cpuMs() - began < limitMs) {
    for (const payload of decoder.push(stream.subarray(pushed, pushed + size))) got += payload.length
    pushed = Math.min(stream.length, pushed + size)
  }
  return { ms: cpuMs() - began, pushed, got }
}
