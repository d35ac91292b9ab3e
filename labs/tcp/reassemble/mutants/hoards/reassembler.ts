/** What a push released: the bytes that are now in order, and the next sequence number expected. */
export type Released = { out: Uint8Array; ack: number }

/** Bytes that wait behind a gap. `at` counts from the stream's first byte and does not wrap. */
type Held = { at: number; bytes: Uint8Array }

/** Puts the segments of one direction back in order. */
export class Reassembler {
  readonly #firstSeq: number
  readonly #window: number
  /** Bytes released so far: where the next one is expected. */
  #delivered = 0
  /** In order, without overlaps. */
  #held: Held[] = []
  readonly #all: Uint8Array[] = []

  /** `firstSeq`: number of the first byte. `window`: how many bytes beyond the next expected one may be kept. */
  constructor(firstSeq: number, window: number) {
    this.#firstSeq = firstSeq
    this.#window = window
  }

  /** A segment has come: `data`, whose first byte has the number `seq`. */
  push(seq: number, data: Uint8Array): Released {
    // Signed distance from the next expected byte: negative for old bytes, whatever wrapped.
    const offset = (seq - this.#next()) | 0
    const from = Math.max(offset, 0)
    const to = Math.min(offset + data.length, this.#window)
    if (from < to) this.#all.push(data.slice())
    if (from < to) this.#keep(this.#delivered + from, data.subarray(from - offset, to - offset))
    return { out: this.#release(), ack: this.#next() }
  }

  #next(): number {
    return (this.#firstSeq + this.#delivered) >>> 0
  }

  /** Copies what is not held yet: the first copy of a byte wins. */
  #keep(at: number, bytes: Uint8Array): void {
    const end = at + bytes.length
    let begin = at
    for (const held of [...this.#held]) {
      const heldEnd = held.at + held.bytes.length
      if (heldEnd <= begin) continue
      if (held.at >= end) break
      if (held.at > begin) this.#held.push({ at: begin, bytes: bytes.slice(begin - at, held.at - at) })
      begin = Math.max(begin, heldEnd)
    }
    if (begin < end) this.#held.push({ at: begin, bytes: bytes.slice(begin - at) })
    this.#held.sort((a, b) => a.at - b.at)
  }

  #release(): Uint8Array {
    const parts: Uint8Array[] = []
    for (let first = this.#held[0]; first?.at === this.#delivered; first = this.#held[0]) {
      parts.push(first.bytes)
      this.#delivered += first.bytes.length
      this.#held.shift()
    }
    return new Uint8Array(Buffer.concat(parts))
  }
}
