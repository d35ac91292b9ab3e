/** Reads the text of fault rules from left to right, and says where and why it cannot. */
import { FAULT_WORDS, type FaultExpectation, type FaultRange, type FaultWords } from './fault-words.ts'
import { FAULT_LIMITS } from './faults.ts'
import { inWords } from './sentence.ts'

/** Text that is no fault rule. */
export class FaultTextError extends Error {
  override name = 'FaultTextError'
  /** Offset of the first character that does not fit. */
  readonly position: number
  readonly #text: string
  readonly #expected: FaultExpectation
  constructor(text: string, position: number, expected: FaultExpectation) {
    super(explained(FAULT_WORDS, text, position, expected))
    this.position = position
    this.#text = text
    this.#expected = expected
  }

  /** The message in other words. */
  in(words: FaultWords): string {
    return explained(words, this.#text, this.position, this.#expected)
  }
}

/** What was expected, the place below the text, and the grammar. */
function explained(words: FaultWords, text: string, position: number, expected: FaultExpectation): string {
  const what = words.expected(inWords(words, expected))
  return `${what}\n  ${text}\n  ${' '.repeat(position)}^\n${words.grammar()}`
}

const SPACES = / +/y
const NUMBER = /\d+(\.\d+)?(e-?\d+)?/y

export class FaultReader {
  at = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  get ended(): boolean {
    return this.at >= this.#text.length
  }

  get restOfRule(): string {
    return this.#text.slice(this.at)
  }

  error(expected: FaultExpectation, at = this.at): FaultTextError {
    return new FaultTextError(this.#text, at, expected)
  }

  looking(what: string | RegExp): boolean {
    if (typeof what === 'string') return this.#text.startsWith(what, this.at)
    what.lastIndex = this.at
    return what.test(this.#text)
  }

  /** Behind a comma or a colon there may be spaces. */
  take(sign: string): boolean {
    if (!this.looking(sign)) return false
    this.at += sign.length
    if (sign === ',' || sign === ':') this.match(SPACES)
    return true
  }

  expect(sign: string, expected: FaultExpectation): void {
    if (!this.take(sign)) throw this.error(expected)
  }

  /** `what` is sticky. */
  match(what: RegExp): string | null {
    what.lastIndex = this.at
    const found = what.exec(this.#text)?.[0] ?? null
    this.at += found?.length ?? 0
    return found
  }

  list(most: number, item: () => number): number[] {
    const items = [item()]
    while (this.take('+')) {
      if (items.length === most) throw this.error(['numbers', most])
      items.push(item())
    }
    return items
  }

  whole(least: number, most: number, meaning: FaultRange): number {
    const at = this.at
    const found = this.match(/\d+/y)
    const value = Number(found)
    if (found === null || value < least || value > most) throw this.error([meaning, least, most], at)
    return value
  }

  share(): number {
    const at = this.at
    const value = Number(this.match(NUMBER) ?? Number.NaN)
    const share = this.take('%') ? value / 100 : value
    if (!(share >= 0 && share <= 1)) throw this.error(['share'], at)
    return share
  }

  /** Milliseconds, or seconds with `s`. */
  time(most: number, least = 0): number {
    const at = this.at
    const value = Number(this.match(NUMBER) ?? Number.NaN)
    const ms = value * this.#factor({ ms: 1, s: 1_000 })
    if (!(ms >= least && ms <= most)) throw this.error(['time', least, most], at)
    return ms
  }

  rate(): number {
    const at = this.at
    const value = Number(this.match(NUMBER) ?? Number.NaN)
    const kbps = value * this.#factor({ Mbps: 1_000, kbps: 1 })
    if (!(kbps >= FAULT_LIMITS.minKbps && kbps <= FAULT_LIMITS.maxKbps))
      throw this.error(['rate', FAULT_LIMITS.minKbps, FAULT_LIMITS.maxKbps / 1_000], at)
    return kbps
  }

  queue(): number {
    const at = this.at
    const value = Number(this.match(NUMBER) ?? Number.NaN)
    const bytes = value * this.#factor({ kB: 1_000, B: 1 })
    if (!(Number.isInteger(bytes) && bytes >= FAULT_LIMITS.minQueue && bytes <= FAULT_LIMITS.queue))
      throw this.error(['queue', FAULT_LIMITS.minQueue, FAULT_LIMITS.queue / 1_000], at)
    return bytes
  }

  /** What the unit behind a number multiplies it by; 1 without one. */
  #factor(units: Record<string, number>): number {
    return Object.entries(units).find(([unit]) => this.take(unit))?.[1] ?? 1
  }
}
