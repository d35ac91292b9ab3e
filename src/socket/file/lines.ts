/** What has come and was not yet read, cut into lines and pieces. Pure: bytes and text have one each. */

/** Each `take…` gives undefined while more has to come first. */
export interface Incoming<T> {
  /** What came; an empty Buffer is the end. Throws TypeError for bytes that are no text. */
  add(bytes: Buffer): void
  /** Through the next line end, at most `limit` long; at the end what is left. */
  takeLine(limit: number): T | undefined
  /** Exactly so many, fewer only at the end. */
  take(count: number): T | undefined
  /** Everything through the end. */
  takeAll(): T | undefined
}

const NEWLINE = 10

export class IncomingBytes implements Incoming<Buffer> {
  #bytes = Buffer.alloc(0)
  /** Where the unread begins and ends in `#bytes`, which has room behind it. */
  #start = 0
  #end = 0
  #ended = false

  add(bytes: Buffer): void {
    if (bytes.length === 0) {
      this.#ended = true
      return
    }
    if (this.#end + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#end)
    this.#end += bytes.length
  }

  takeLine(limit: number): Buffer | undefined {
    const found = this.#bytes.subarray(this.#start, this.#end).indexOf(NEWLINE)
    const length = found < 0 ? this.#length : found + 1
    if (length >= limit) return this.#out(limit)
    return found < 0 && !this.#ended ? undefined : this.#out(length)
  }

  take(count: number): Buffer | undefined {
    return this.#length < count && !this.#ended ? undefined : this.#out(Math.min(count, this.#length))
  }

  takeAll(): Buffer | undefined {
    return this.#ended ? this.#out(this.#length) : undefined
  }

  get #length(): number {
    return this.#end - this.#start
  }

  #out(length: number): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(this.#start, this.#start + length))
    this.#start += length
    return taken
  }

  /** Doubles, so that a long line costs time in proportion to its length. */
  #grow(more: number): void {
    const wider = Buffer.alloc(Math.max((this.#length + more) * 2, 1))
    this.#bytes.copy(wider, 0, this.#start, this.#end)
    this.#end = this.#length
    this.#start = 0
    this.#bytes = wider
  }
}

/** Text in UTF-8. `translate`: `\r\n` and `\r` become `\n`. Lengths count UTF-16 units, as in JavaScript's strings. */
export class IncomingText implements Incoming<string> {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  readonly #translate: boolean
  #text = ''
  /** Up to here there is no line end. */
  #searched = 0
  /** A `\r` that a `\n` may follow. */
  #pending = ''
  #ended = false

  constructor(translate: boolean) {
    this.#translate = translate
  }

  add(bytes: Buffer): void {
    const last = bytes.length === 0
    const decoded = this.#pending + this.#decoder.decode(bytes, { stream: !last })
    this.#ended = last
    const split = this.#translate && !last && decoded.endsWith('\r')
    this.#pending = split ? '\r' : ''
    const whole = split ? decoded.slice(0, -1) : decoded
    this.#text += this.#translate ? whole.replace(/\r\n?/g, '\n') : whole
  }

  takeLine(limit: number): string | undefined {
    const found = this.#text.indexOf('\n', this.#searched)
    const length = found < 0 ? this.#text.length : found + 1
    if (length >= limit) return this.#out(limit)
    if (found < 0 && !this.#ended) {
      this.#searched = this.#text.length
      return undefined
    }
    return this.#out(length)
  }

  take(count: number): string | undefined {
    return this.#text.length < count && !this.#ended ? undefined : this.#out(count)
  }

  takeAll(): string | undefined {
    return this.#ended ? this.#out(this.#text.length) : undefined
  }

  #out(length: number): string {
    const taken = this.#text.slice(0, length)
    this.#text = this.#text.slice(length)
    this.#searched = 0
    return taken
  }
}
