// Exact reads from a stream that cuts where it likes.
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

  /** Exactly n bytes. Rejects with `truncated` when the stream ends first, or as `late` does. */
  async exactly(n: number, late: Promise<never>): Promise<Buffer> {
    while (this.#have < n) {
      if (!(await Promise.race([this.#more(), late]))) throw new Error('truncated')
    }
    const all = this.#kept.length === 1 ? this.#kept[0]! : Buffer.concat(this.#kept)
    this.#kept = [all.subarray(n)]
    this.#have -= n
    return all.subarray(0, n)
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
