type Wish = { n: number; exact: boolean; done: (bytes: Uint8Array) => void; failed: (error: Error) => void }

/** A ring that doubles when it is full; bytes are copied in on push and copied out on read. */
export class ByteReader {
  private ring = new Uint8Array(64)
  private head = 0
  private size = 0
  private closed = false
  private wishes: Wish[] = []

  push(chunk: Uint8Array): void {
    if (this.closed) throw new Error('push after end')
    while (this.size + chunk.length > this.ring.length) this.grow()
    const tail = (this.head + this.size) % this.ring.length
    const fits = Math.min(chunk.length, this.ring.length - tail)
    this.ring.set(chunk.subarray(0, fits), tail)
    this.ring.set(chunk.subarray(fits), 0)
    this.size += chunk.length
    this.settle()
  }

  end(): void {
    this.closed = true
    this.settle()
  }

  async readExactly(n: number): Promise<Uint8Array> {
    return n === 0 ? new Uint8Array(0) : this.wish(n, true)
  }

  async readAvailable(max: number): Promise<Uint8Array> {
    return this.wish(max, false)
  }

  private wish(n: number, exact: boolean): Promise<Uint8Array> {
    return new Promise((done, failed) => {
      this.wishes.push({ n, exact, done, failed })
      this.settle()
    })
  }

  private settle(): void {
    while (this.wishes.length > 0) {
      const { n, exact, done, failed } = this.wishes[0]!
      const ready = exact ? this.size >= n : this.size > 0
      if (!ready && !this.closed) return
      this.wishes.shift()
      if (ready) done(this.take(Math.min(n, this.size)))
      else if (exact) failed(new Error('eof'))
      else done(new Uint8Array(0))
    }
  }

  private take(n: number): Uint8Array {
    const out = new Uint8Array(n)
    const fits = Math.min(n, this.ring.length - this.head)
    out.set(this.ring.subarray(this.head, this.head + fits))
    out.set(this.ring.subarray(0, n - fits), fits)
    this.head = (this.head + n) % this.ring.length
    this.size -= n
    return out
  }

  private grow(): void {
    const n = this.size
    const bytes = this.take(n)
    this.ring = new Uint8Array(this.ring.length * 2)
    this.ring.set(bytes)
    this.head = 0
    this.size = n
  }
}
