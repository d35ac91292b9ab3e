/** Plays what would take very many calls across the grader's channel, beside the submission. */
type Submission = typeof import('./starter/line-decoder.ts')

/** Pushes the chunks, then ends the stream if told so; the error's message, and how many pushes were begun. */
export function feed(
  { LineDecoder }: Submission,
  chunks: Uint8Array[],
  { max, end = false }: { max?: number; end?: boolean } = {},
): { lines: string[]; error: string | null; pushes: number } {
  const lines: string[] = []
  let pushes = 0
  try {
    const decoder = max === undefined ? new LineDecoder() : new LineDecoder(max)
    for (const chunk of chunks) {
      pushes += 1
      lines.push(...decoder.push(Uint8Array.from(chunk)))
    }
    if (end) decoder.end()
    return { lines, error: null, pushes }
  } catch (error) {
    return { lines, error: String((error as { message?: unknown })?.message ?? error), pushes }
  }
}

/** Time this thread has computed, ms: other programs of a busy machine do not count. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** One line of `length` bytes in chunks of `size`, or lines of 9 bytes in one chunk; stops after `limitMs`. */
export function large(
  { LineDecoder }: Submission,
  length: number,
  size: number,
  limitMs: number,
): { ms: number; lines: number; pushed: number } {
  const decoder = new LineDecoder(length)
  const stream = new Uint8Array(length).fill(0x61)
  stream[length - 1] = 0x0a
  if (size >= length) for (let at = 9; at < length; at += 10) stream[at] = 0x0a
  const began = cpuMs()
  let lines = 0
  let pushed = 0
  while (pushed < length && cpuMs() - began < limitMs) {
    lines += decoder.push(stream.subarray(pushed, pushed + size)).length
    pushed = Math.min(length, pushed + size)
  }
  return { ms: cpuMs() - began, lines, pushed }
}
