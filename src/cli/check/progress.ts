/** How far a check is: a line that changes on a terminal, otherwise only the lines that stay. */
import { stripVTControlCharacters } from 'node:util'
import { cropped } from '../columns.ts'

export type Terminal = Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean; columns?: number }

const CLEAR = '\r\u001b[K'
/** Times a second at which the changing line is drawn. */
const DRAW_EVERY_MS = 100
const NARROW = 80

export class Progress {
  readonly #out: Terminal
  readonly #status: Terminal | null
  #drawn = 0
  #shown = false

  /** `status`: where the changing line goes; nowhere unless that is a terminal. */
  constructor(out: Terminal, status: Terminal) {
    this.#out = out
    this.#status = status.isTTY === true ? status : null
  }

  /** A line that stays. */
  line(text: string): void {
    this.clear()
    this.#out.write(`${text}\n`)
  }

  /** What is going on, instead of what was said before. */
  status(text: string): void {
    const now = performance.now()
    if (this.#status === null || now - this.#drawn < DRAW_EVERY_MS) return
    this.#drawn = now
    this.#shown = true
    const width = (this.#status.columns ?? NARROW) - 1
    this.#status.write(`${CLEAR}${cropped(stripVTControlCharacters(text), width)}`)
  }

  clear(): void {
    if (!this.#shown) return
    this.#shown = false
    this.#status?.write(CLEAR)
  }
}
