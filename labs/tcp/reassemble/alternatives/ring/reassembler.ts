/** A place for each byte of the window, used again and again, and a mark for those that are filled. */
export class Reassembler {
  private readonly bytes: Uint8Array
  private readonly filled: Uint8Array
  private next: number
  private head = 0

  constructor(firstSeq: number, window: number) {
    this.bytes = new Uint8Array(window)
    this.filled = new Uint8Array(window)
    this.next = firstSeq
  }

  push(seq: number, data: Uint8Array): { out: Uint8Array; ack: number } {
    const size = this.bytes.length
    const offset = (seq - this.next) | 0
    for (let i = Math.max(0, -offset); i < data.length && offset + i < size; i += 1) {
      const place = (this.head + offset + i) % size
      if (this.filled[place] === 1) continue
      this.filled[place] = 1
      this.bytes[place] = data[i] ?? 0
    }
    const out: number[] = []
    while (out.length < size && this.filled[this.head] === 1) {
      out.push(this.bytes[this.head] ?? 0)
      this.filled[this.head] = 0
      this.head = (this.head + 1) % size
    }
    this.next = (this.next + out.length) >>> 0
    return { out: Uint8Array.from(out), ack: this.next }
  }
}
