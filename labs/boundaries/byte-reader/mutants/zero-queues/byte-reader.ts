/** A read that waits: `least` bytes answer it, it takes up to `most`; `exact` says whether the end is an error to it. */
type Waiter = {
  least: number
  most: number
  exact: boolean
  resolve(bytes: Uint8Array): void
  reject(error: Error): void
}

/** Turns chunks of any size into exact reads: a list of copied chunks, and a queue of reads that wait. */
export class ByteReader {
  #chunks: Uint8Array[] = []
  #first = 0
  #offset = 0
  #length = 0
  #ended = false
  #waiters: Waiter[] = []

  /** Takes a chunk that has arrived. The caller may reuse its array afterwards. */
  push(chunk: Uint8Array): void {
    if (this.#ended) throw new Error('push after end')
    if (chunk.length === 0) return
    this.#chunks.push(chunk.slice())
    this.#length += chunk.length
    this.#serve()
  }

  /** No more chunks will come. */
  end(): void {
    this.#ended = true
    this.#serve()
  }

  /** Exactly n bytes, as soon as they are there. Rejects with Error("eof") if the stream ends first. */
  readExactly(n: number): Promise<Uint8Array> {
    return this.#read({ least: n, most: n, exact: true })
  }

  /** What is there: 1 to max bytes, as soon as there is one; none at the end of the stream. */
  readAvailable(max: number): Promise<Uint8Array> {
    return this.#read({ least: 1, most: max, exact: false })
  }

  #read(wanted: Pick<Waiter, 'least' | 'most' | 'exact'>): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    this.#waiters.push({ ...wanted, resolve, reject })
    this.#serve()
    return promise
  }

  #serve(): void {
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      if (this.#length >= waiter.least) waiter.resolve(this.#take(Math.min(waiter.most, this.#length)))
      else if (!this.#ended) return
      else if (waiter.exact) waiter.reject(new Error('eof'))
      else waiter.resolve(new Uint8Array(0))
      this.#waiters.shift()
    }
  }

  /** Removes n bytes from the front of the list. */
  #take(n: number): Uint8Array {
    const out = new Uint8Array(n)
    for (let at = 0; at < n; ) {
      const chunk = this.#chunks[this.#first]!
      const part = chunk.subarray(this.#offset, this.#offset + n - at)
      out.set(part, at)
      at += part.length
      this.#offset += part.length
      if (this.#offset === chunk.length) {
        this.#first += 1
        this.#offset = 0
      }
    }
    this.#length -= n
    if (this.#first > 1024 && this.#first * 2 > this.#chunks.length) {
      this.#chunks.splice(0, this.#first)
      this.#first = 0
    }
    return out
  }
}
