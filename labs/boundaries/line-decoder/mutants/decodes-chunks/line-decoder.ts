export class LineDecoder {
  readonly #max: number
  #rest = ''

  constructor(max = 65_536) {
    this.#max = max
  }

  push(chunk: Uint8Array): string[] {
    const lines = (this.#rest + Buffer.from(chunk).toString('utf8')).split('\n')
    this.#rest = lines.pop() ?? ''
    if ([...lines, this.#rest].some((line) => Buffer.byteLength(line.replace(/\r$/, '')) > this.#max))
      throw new Error('too long')
    return lines.map((line) => line.replace(/\r$/, ''))
  }

  end(): void {
    if (this.#rest !== '') throw new Error('unterminated')
  }
}
