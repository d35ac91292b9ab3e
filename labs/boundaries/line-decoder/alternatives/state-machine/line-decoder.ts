/** Byte by byte into one array of fixed size: no list, no search, no copies of copies. */
export class LineDecoder {
  private readonly line: Uint8Array
  private length = 0
  private returned = false

  constructor(max = 65_536) {
    this.line = new Uint8Array(max)
  }

  push(chunk: Uint8Array): string[] {
    const lines: string[] = []
    for (const byte of chunk) {
      if (byte === 0x0a) {
        lines.push(this.decode())
        this.length = 0
        this.returned = false
        continue
      }
      // A return waits: whether it belongs to the line is told by the next byte.
      if (this.returned) this.store(0x0d)
      this.returned = byte === 0x0d
      if (!this.returned) this.store(byte)
    }
    return lines
  }

  end(): void {
    if (this.length > 0 || this.returned) throw new Error('unterminated')
  }

  private store(byte: number): void {
    if (this.length === this.line.length) throw new Error('too long')
    this.line[this.length++] = byte
  }

  private decode(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.line.subarray(0, this.length))
    } catch {
      throw new Error('utf8')
    }
  }
}
