/**
 * What came on one connection, in the order it came. Appending costs what is appended, and looking at it copies nothing:
 * a program that sends very many small segments must not keep the spec busy.
 */

const FIRST_BYTES = 1_024

export class Inflow {
  #bytes = new Uint8Array(FIRST_BYTES)
  /** Bytes that came. */
  length = 0
  /** Of these, how many have been given out. */
  taken = 0

  append(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + chunk.length))
      larger.set(this.#bytes.subarray(0, this.length))
      this.#bytes = larger
    }
    this.#bytes.set(chunk, this.length)
    this.length += chunk.length
  }

  /** Everything; a copy. */
  get all(): Uint8Array {
    return this.#bytes.slice(0, this.length)
  }

  /** What was not given out. Valid until more comes. */
  get unread(): Uint8Array {
    return this.#bytes.subarray(this.taken, this.length)
  }

  /** The next bytes, at most `n`; a copy. */
  take(n: number): Uint8Array {
    const bytes = this.unread.slice(0, n)
    this.taken += bytes.length
    return bytes
  }
}
