// The lowest two layers: bytes become frames, frames become messages.
export type Message = { type: string; text?: string; from?: string; code?: string }

/** Four bytes of length, big-endian, then JSON in UTF-8. */
export function frame(message: Message): Buffer {
  const payload = Buffer.from(JSON.stringify(message))
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(payload.length)
  return Buffer.concat([prefix, payload])
}

/** Cuts a stream into payloads. Throws RangeError at a length above `max`, before the payload comes. */
export class FrameDecoder {
  #kept: Buffer = Buffer.alloc(0)
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  push(chunk: Uint8Array): Buffer[] {
    this.#kept = Buffer.concat([this.#kept, chunk])
    const payloads: Buffer[] = []
    while (this.#kept.length >= 4) {
      const length = this.#kept.readUInt32BE()
      if (length > this.#max) throw new RangeError('too-large')
      if (this.#kept.length < 4 + length) break
      payloads.push(this.#kept.subarray(4, 4 + length))
      this.#kept = this.#kept.subarray(4 + length)
    }
    return payloads
  }
}
