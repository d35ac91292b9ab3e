// What client and server of P9 agree on: what a line is.

/** Longest line, in bytes without its newline. */
export const MAX_LINE = 4096
const NEWLINE = 0x0a

/** Cuts a stream into lines. Throws when one is too long. */
export class Lines {
  #rest = Buffer.alloc(0)

  push(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const lines: Buffer[] = []
    for (let end = this.#rest.indexOf(NEWLINE); end >= 0; end = this.#rest.indexOf(NEWLINE)) {
      if (end > MAX_LINE) break
      lines.push(this.#rest.subarray(0, end))
      this.#rest = this.#rest.subarray(end + 1)
    }
    if (this.#rest.length > MAX_LINE) throw new Error('line too long')
    return lines
  }
}
