/** Reads the text of fault rules from left to right, and says where and why it cannot. */
import { FAULT_LIMITS } from './faults.ts'

/** What stands in help texts and under errors. */
export const FAULT_GRAMMAR = `[PLACE:]WHAT, several separated by commas
  PLACE  client        what this host sends            >server   what goes to this host
         wire.client   the same, on the link "wire"    wire.*    whoever sends on it
         udp           tcp, udp, icmp, arp or ip; after a host: client/udp
  WHAT   loss=20%  drop=1+2  dup=10%  reorder=5% or 5%/3 (by 3 others)  cut  cut=2s..7s
         delay=100 (ms)  jitter=30 (ms)  rate=256kbps or 256kbps/30kB (its queue)
         split=3+3+2, split=~8 (at random) or with /5ms between pieces
         coalesce=64 or 64/40ms (at most)  reset=1000 (bytes)  none`

/** Text that is no fault rule. */
export class FaultTextError extends Error {
  override name = 'FaultTextError'
  /** Offset of the first character that does not fit. */
  readonly position: number
  readonly expected: string
  constructor(text: string, position: number, expected: string) {
    super(`expected ${expected}\n  ${text}\n  ${' '.repeat(position)}^\n${FAULT_GRAMMAR}`)
    this.position = position
    this.expected = expected
  }
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

  error(expected: string, at = this.at): FaultTextError {
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

  expect(sign: string, expected: string): void {
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
      if (items.length === most) throw this.error(`at most ${most} numbers`)
      items.push(item())
    }
    return items
  }

  whole(least: number, most: number, meaning: string): number {
    const at = this.at
    const found = this.match(/\d+/y)
    const value = Number(found)
    if (found === null || value < least || value > most)
      throw this.error(`${meaning}: a whole number from ${least} to ${most}`, at)
    return value
  }

  share(): number {
    const at = this.at
    const value = Number(this.match(NUMBER) ?? Number.NaN)
    const share = this.take('%') ? value / 100 : value
    if (!(share >= 0 && share <= 1)) throw this.error('a share: 0% to 100%, or 0 to 1', at)
    return share
  }

  /** Milliseconds, or seconds with `s`. */
  time(most: number, least = 0): number {
    const at = this.at
    const value = Number(this.match(NUMBER) ?? Number.NaN)
    const ms = value * this.#factor({ ms: 1, s: 1_000 })
    if (!(ms >= least && ms <= most))
      throw this.error(`a time from ${least} to ${most} ms, e.g. 100, 100ms or 1.5s`, at)
    return ms
  }

  rate(): number {
    const at = this.at
    const value = Number(this.match(NUMBER) ?? Number.NaN)
    const kbps = value * this.#factor({ Mbps: 1_000, kbps: 1 })
    if (!(kbps >= FAULT_LIMITS.minKbps && kbps <= FAULT_LIMITS.maxKbps))
      throw this.error(`a rate from ${FAULT_LIMITS.minKbps}kbps to ${FAULT_LIMITS.maxKbps / 1_000}Mbps`, at)
    return kbps
  }

  queue(): number {
    const at = this.at
    const value = Number(this.match(NUMBER) ?? Number.NaN)
    const bytes = value * this.#factor({ kB: 1_000, B: 1 })
    if (!(Number.isInteger(bytes) && bytes >= FAULT_LIMITS.minQueue && bytes <= FAULT_LIMITS.queue))
      throw this.error(`a queue from ${FAULT_LIMITS.minQueue}B to ${FAULT_LIMITS.queue / 1_000}kB`, at)
    return bytes
  }

  /** What the unit behind a number multiplies it by; 1 without one. */
  #factor(units: Record<string, number>): number {
    return Object.entries(units).find(([unit]) => this.take(unit))?.[1] ?? 1
  }
}
