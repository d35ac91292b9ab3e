const NEWLINE = 0x0a
const RETURN = 0x0d

/** Cuts a byte stream into the lines it holds: UTF-8, each ended by \n or \r\n. */
export class LineDecoder {
  readonly #max: number
  readonly #text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #parts: Uint8Array[] = []
  #have = 0

  /** `max`: bytes a line may have, without its end. */
  constructor(max = 65_536) {
    this.#max = max
  }

  /** Takes the next chunk, returns the lines it completed. Throws Error("too long") or Error("utf8"). */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end))
      const line = this.#take()
      if (line !== '') lines.push(line)
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    return lines
  }

  /** The stream has ended. Throws Error("unterminated") if it ended inside a line. */
  end(): void {
    if (this.#have > 0) throw new Error('unterminated')
  }

  /** Bytes of the line in work; the limit holds for them too, or it would protect nobody. */
  #keep(part: Uint8Array): void {
    if (part.length === 0) return
    this.#parts.push(part.slice())
    this.#have += part.length
    if (this.#have - (part.at(-1) === RETURN ? 1 : 0) > this.#max) throw new Error('too long')
  }

  #take(): string {
    const line = Buffer.concat(this.#parts)
    this.#parts = []
    this.#have = 0
    try {
      return this.#text.decode(line.at(-1) === RETURN ? line.subarray(0, -1) : line)
    } catch {
      throw new Error('utf8')
    }
  }
}
