// Exact reads, and pieces of any size, from a stream that cuts where it likes.
import type { Socket } from 'node:net'

export class Reader {
  readonly #chunks: AsyncIterator<Buffer>
  #kept: Buffer[] = []
  #have = 0

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  /** True once a byte is here, false when the stream has ended. */
  async some(): Promise<boolean> {
    return this.#have > 0 || (await this.#more())
  }

  /** Exactly n bytes. Rejects with `truncated` when the stream ends first. */
  async exactly(n: number): Promise<Buffer> {
    while (this.#have < n) if (!(await this.#more())) throw new Error('truncated')
    const all = Buffer.concat(this.#kept)
    this.#kept = [all.subarray(n)]
    this.#have -= n
    return all.subarray(0, n)
  }

  /** What is there, 1 to n bytes. Rejects with `truncated` at the end of the stream. */
  async upTo(n: number): Promise<Buffer> {
    if (!(await this.some())) throw new Error('truncated')
    return this.exactly(Math.min(n, this.#have))
  }

  /** Reads and drops what still comes, up to the end of the stream. */
  async drain(): Promise<void> {
    while (await this.#more()) this.#kept = []
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    if (done) return false
    this.#kept.push(value)
    this.#have += value.length
    return true
  }
}
