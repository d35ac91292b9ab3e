/** LSP's framing: `Content-Length: N`, an empty line, N bytes of JSON. */

const SEPARATOR = '\r\n\r\n'
/** A header is two lines at most; more without an end is no header. */
const HEADER_BYTES = 4_096

export function lspFrame(body: string | Buffer): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}${SEPARATOR}`), bytes])
}

/** Bodies out of a stream of chunks. Throws where it is no such stream. */
export class LspReader {
  #chunks: Buffer[] = []
  #length = 0
  /** Bytes that the next whole frame needs, as far as that is known. */
  #wanted = 0

  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    const bodies: Buffer[] = []
    while (this.#length > 0 && this.#length >= this.#wanted) {
      const body = this.#take()
      if (body === null) break
      bodies.push(body)
    }
    return bodies
  }

  #take(): Buffer | null {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)
    this.#chunks = [bytes]
    const end = bytes.indexOf(SEPARATOR)
    if (end < 0) {
      if (bytes.length > HEADER_BYTES) throw new Error('LSP_FRAME: a header without an end')
      return null
    }
    const length = /^content-length: *(\d+) *$/im.exec(bytes.toString('latin1', 0, end))?.[1]
    if (length === undefined) throw new Error('LSP_FRAME: a header without Content-Length')
    const from = end + SEPARATOR.length
    const to = from + Number(length)
    if (bytes.length < to) {
      this.#wanted = to
      return null
    }
    this.#wanted = 0
    this.#chunks = [bytes.subarray(to)]
    this.#length = bytes.length - to
    return bytes.subarray(from, to)
  }
}
