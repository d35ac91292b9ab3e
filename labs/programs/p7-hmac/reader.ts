// Exact reads from a stream that cuts where it likes.
import type { Socket } from 'node:net'

export class Reader {
  readonly #chunks: AsyncIterator<Buffer>
  #kept: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  /** n bytes, or fewer when the stream ends first. What came too much is kept for the next call. */
  async exactly(n: number): Promise<Buffer> {
    while (this.#kept.length < n) {
      const { done, value } = await this.#chunks.next()
      if (done) break
      this.#kept = Buffer.concat([this.#kept, value])
    }
    const taken = this.#kept.subarray(0, n)
    this.#kept = this.#kept.subarray(n)
    return taken
  }

  /** Reads and drops what still comes, up to the end of the stream. */
  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done) this.#kept = Buffer.alloc(0)
  }
}
