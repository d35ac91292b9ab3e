export type Order = 'be' | 'le'

const HEADER = 4
const MAX = 1_048_576

/** One frame: the payload's length in 4 bytes (be: unsigned, le: signed as struct's "i"), then the payload. */
export function encode(payload: Uint8Array, order: Order = 'be'): Uint8Array {
  const frame = new Uint8Array(HEADER + payload.length)
  const view = new DataView(frame.buffer)
  if (order === 'be') view.setUint32(0, payload.length)
  else view.setInt32(0, payload.length, true)
  frame.set(payload, HEADER)
  return frame
}

/** Cuts a byte stream into the payloads of its frames. After an error every push throws. */
export class FrameDecoder {
  #order: Order
  #max: number
  #chunks: Uint8Array[] = []
  #have = 0
  #length: number | undefined
  #failed: Error | undefined

  constructor({ order = 'be', max = MAX }: { order?: Order; max?: number } = {}) {
    this.#order = order
    this.#max = max
  }

  /** Takes the next chunk, returns the payloads it completed. Throws Error("too large") or Error("negative"). */
  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#failed) throw this.#failed
    this.#chunks.push(chunk.slice())
    this.#have += chunk.length
    const payloads: Uint8Array[] = []
    while (true) {
      if (this.#length === undefined) {
        if (this.#have < HEADER) return payloads
        this.#length = this.#check(this.#take(HEADER))
      }
      if (this.#have < this.#length) return payloads
      payloads.push(this.#take(this.#length))
      this.#length = undefined
    }
  }

  /** The stream has ended. Throws Error("truncated") if it ended inside a frame. */
  end(): void {
    if (this.#have > 0 || this.#length !== undefined) throw new Error('truncated')
  }

  #check(header: Uint8Array): number {
    const view = new DataView(header.buffer)
    const length = this.#order === 'be' ? view.getUint32(0) : view.getInt32(0, true)
    if (length < 0) throw this.#fail('negative')
    if (length > this.#max) throw this.#fail('too large')
    return length
  }

  #fail(message: string): Error {
    this.#failed = new Error(message)
    this.#chunks = []
    return this.#failed
  }

  /** Removes n bytes from the front, as an array of their own. */
  #take(n: number): Uint8Array {
    const out = new Uint8Array(n)
    let at = 0
    let used = 0
    while (at < n) {
      const chunk = this.#chunks[used]!
      const part = chunk.subarray(0, n - at)
      out.set(part, at)
      at += part.length
      if (part.length === chunk.length) used += 1
      else this.#chunks[used] = chunk.subarray(part.length)
    }
    this.#chunks.splice(0, used)
    this.#have -= n
    return out
  }
}
