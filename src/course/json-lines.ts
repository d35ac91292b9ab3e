/** Where a value stands in the text of a JSON file, so that an error can name the line. Pure. */

/**
 * Line, from 1, on which the value at `path` begins. When the path leads to nothing, the line of the nearest value
 * around it. `text` is valid JSON.
 */
export function lineOf(text: string, path: readonly PropertyKey[]): number {
  const scanner = new Scanner(text)
  return text.slice(0, scanner.find(path)).split('\n').length
}

class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Offset of the value. */
  find(path: readonly PropertyKey[]): number {
    this.#space()
    for (const key of path) {
      const start = this.#at
      if (!this.#enter(String(key))) return start
    }
    return this.#at
  }

  /** From the beginning of an object or array to the beginning of one of its values. */
  #enter(key: string): boolean {
    const object = this.#text[this.#at] === '{'
    if (!object && this.#text[this.#at] !== '[') return false
    this.#at++
    this.#space()
    for (let index = 0; !this.#closes(); index++) {
      let name = `${index}`
      if (object) {
        name = this.#string()
        this.#space()
        this.#at++ // the colon
        this.#space()
      }
      if (name === key) return true
      this.#skip()
      this.#space()
      if (this.#text[this.#at] === ',') this.#at++
      this.#space()
    }
    return false
  }

  #closes(): boolean {
    const character = this.#text[this.#at]
    return character === undefined || character === '}' || character === ']'
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #string(): string {
    const start = this.#at++
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"')
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1
    this.#at++
    return JSON.parse(this.#text.slice(start, this.#at)) as string
  }

  /** Past a whole value. */
  #skip(): void {
    if (this.#text[this.#at] === '"') {
      this.#string()
      return
    }
    for (let depth = 0; this.#at < this.#text.length; ) {
      const character = this.#text[this.#at]
      if (character === '"') {
        this.#string()
        continue
      }
      if (character === '{' || character === '[') depth++
      else if (character === '}' || character === ']') {
        if (depth === 0) return
        depth--
      } else if (character === ',' && depth === 0) return
      this.#at++
    }
  }
}
