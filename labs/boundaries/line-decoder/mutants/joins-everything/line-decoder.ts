const NEWLINE = 0x0a
const RETURN = 0x0d

export class LineDecoder {
  readonly #max: number
  readonly #text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #rest: Buffer = Buffer.alloc(0)

  constructor(max = 65_536) {
    this.#max = max
  }

  push(chunk: Uint8Array): string[] {
    const lines: string[] = []
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (let end = this.#rest.indexOf(NEWLINE); end >= 0; end = this.#rest.indexOf(NEWLINE)) {
      lines.push(this.#decode(this.#rest.subarray(0, end)))
      this.#rest = this.#rest.subarray(end + 1)
    }
    this.#check(this.#rest)
    return lines
  }

  end(): void {
    if (this.#rest.length > 0) throw new Error('unterminated')
  }

  #check(line: Buffer): Buffer {
    const cut = line.at(-1) === RETURN ? line.subarray(0, -1) : line
    if (cut.length > this.#max) throw new Error('too long')
    return cut
  }

  #decode(line: Buffer): string {
    const cut = this.#check(line)
    try {
      return this.#text.decode(cut)
    } catch {
      throw new Error('utf8')
    }
  }
}
