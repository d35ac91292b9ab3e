type Waiter = {
  least: number
  most: number
  exact: boolean
  resolve(bytes: Uint8Array): void
  reject(error: Error): void
}

export class ByteReader {
  #bytes = new Uint8Array(0)
  #ended = false
  #waiters: Waiter[] = []

  push(chunk: Uint8Array): void {
    if (this.#ended) throw new Error('push after end')
    const joined = new Uint8Array(this.#bytes.length + chunk.length)
    joined.set(this.#bytes)
    joined.set(chunk, this.#bytes.length)
    this.#bytes = joined
    this.#serve()
  }

  end(): void {
    this.#ended = true
    this.#serve()
  }

  readExactly(n: number): Promise<Uint8Array> {
    if (n === 0) return Promise.resolve(new Uint8Array(0))
    return this.#read({ least: n, most: n, exact: true })
  }

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
      if (this.#bytes.length >= waiter.least) {
        const n = Math.min(waiter.most, this.#bytes.length)
        waiter.resolve(this.#bytes.slice(0, n))
        this.#bytes = this.#bytes.slice(n)
      } else if (!this.#ended) return
      else if (waiter.exact) waiter.reject(new Error('eof'))
      else waiter.resolve(new Uint8Array(0))
      this.#waiters.shift()
    }
  }
}
