export type Order = 'be' | 'le'

export function encode(payload: Uint8Array, order: Order = 'be'): Uint8Array {
  const head = Buffer.alloc(4)
  if (order === 'le') head.writeInt32LE(payload.length)
  else head.writeUInt32BE(payload.length)
  return Buffer.concat([head, payload])
}

/** Two states: filling the header, filling a payload of known length. Each byte is copied once, to its final place. */
export class FrameDecoder {
  private readonly littleEndian: boolean
  private readonly max: number
  private readonly header = Buffer.alloc(4)
  private payload: Buffer | null = null
  private have = 0
  private broken = ''

  constructor(options?: { order?: Order; max?: number }) {
    this.littleEndian = options?.order === 'le'
    this.max = options?.max ?? 1024 * 1024
  }

  push(chunk: Uint8Array): Uint8Array[] {
    if (this.broken) throw new Error(this.broken)
    const done: Uint8Array[] = []
    let at = 0
    while (at < chunk.length) {
      const target = this.payload ?? this.header
      const part = chunk.subarray(at, at + target.length - this.have)
      target.set(part, this.have)
      this.have += part.length
      at += part.length
      if (this.have < target.length) break
      this.have = 0
      if (this.payload) {
        done.push(this.payload)
        this.payload = null
      } else {
        const length = this.littleEndian ? this.header.readInt32LE() : this.header.readUInt32BE()
        this.refuse(length)
        if (length === 0) done.push(new Uint8Array(0))
        else this.payload = Buffer.alloc(length)
      }
    }
    return done
  }

  end(): void {
    if (this.payload || this.have > 0) throw new Error('truncated')
  }

  private refuse(length: number): void {
    if (length >= 0 && length <= this.max) return
    this.broken = length < 0 ? 'negative' : 'too large'
    throw new Error(this.broken)
  }
}
