/** Plays what would take one call a byte across the grader's channel, beside the submission. */
type Submission = typeof import('./starter/byte-reader.ts')

/** Time this thread has computed, ms: other programs of a busy machine do not count. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

let kept: InstanceType<Submission['ByteReader']> | undefined

/**
 * Pushes `bytes` one at a time into one reader kept between calls, then reads them back in one piece; gives up after
 * `limitMs` of computing. One call does a part of the work, so that each has time enough on a busy machine.
 */
export async function oneByOne(
  { ByteReader }: Submission,
  bytes: Uint8Array,
  limitMs: number,
): Promise<{ ms: number; pushed: number; read: Uint8Array }> {
  const began = cpuMs()
  kept ??= new ByteReader()
  let pushed = 0
  while (pushed < bytes.length && (pushed % 1024 !== 0 || cpuMs() - began < limitMs)) {
    kept.push(bytes.subarray(pushed, pushed + 1))
    pushed += 1
  }
  const read = pushed === bytes.length ? await kept.readExactly(bytes.length) : new Uint8Array(0)
  return { ms: cpuMs() - began, pushed, read }
}

/** Pushes chunks from one array that is overwritten after each push, as a socket's buffer may be. */
export async function reused({ ByteReader }: Submission, chunks: Uint8Array[]): Promise<Uint8Array> {
  const reader = new ByteReader()
  const shared = new Uint8Array(Math.max(...chunks.map((chunk) => chunk.length)))
  let length = 0
  for (const chunk of chunks) {
    shared.set(chunk)
    reader.push(shared.subarray(0, chunk.length))
    shared.fill(0xee)
    length += chunk.length
  }
  return reader.readExactly(length)
}

/** Queues reads before anything has come, pushes, and says what each read gave: bytes, or the error's message. */
export async function queued(
  { ByteReader }: Submission,
  reads: ({ exactly: number } | { upTo: number })[],
  chunks: Uint8Array[],
  end: boolean,
): Promise<(Uint8Array | string)[]> {
  const reader = new ByteReader()
  const wait = reads.map((read) =>
    'exactly' in read ? reader.readExactly(read.exactly) : reader.readAvailable(read.upTo),
  )
  const settled = wait.map((promise) =>
    Promise.race([
      promise.catch((error: unknown) => (error as Error).message),
      new Promise<string>((done) => setTimeout(done, 500, 'still waiting after 500 ms')),
    ]),
  )
  for (const chunk of chunks) {
    reader.push(chunk)
    await new Promise((done) => setTimeout(done, 5))
  }
  if (end) reader.end()
  return Promise.all(settled)
}
