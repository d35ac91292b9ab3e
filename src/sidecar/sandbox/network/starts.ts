/**
 * The order in which contained processes start. A start takes a tenth of a second of processor time, so whoever starts
 * many at once lets all of them wait for the last one:
 *
 *   wanted   somebody has pressed Run and no process was warm: in the order of asking, as many at once as there are
 *            processors
 *   ahead    what keeps processes warm: while nobody waits, nor has a program just been let go; where people run
 *            programs, on half of the processors, so that a Run finds one free
 */
import { availableParallelism } from 'node:os'

export type StartsOptions = {
  /** Wanted ones at once. */
  atOnce?: number
  /** After a program was let go none starts ahead, ms: it has its first work then. */
  restMs?: number
  /** Those that wait for so long are not held up by others' programs any more, ms. */
  patienceMs?: number
  /** Nobody has wanted a program for so long: all processors are free for those ahead, ms. */
  idleMs?: number
}

const DEFAULTS = { restMs: 40, patienceMs: 1_000, idleMs: 1_000 }

/** Whoever keeps processes warm. */
export interface Refillable {
  /** Starts one that is missing, and resolves when it is warm, or has failed; null when none is missing. */
  refillOne(): Promise<void> | null
}

export class Starts {
  readonly #options: Required<StartsOptions>
  /** The one that has waited longest first. */
  readonly #wanted: (() => void)[] = []
  /** With the time since which each waits. */
  readonly #short = new Map<Refillable, number>()
  #starting = 0
  #ahead = 0
  #letGoAt = Number.NEGATIVE_INFINITY
  #again: NodeJS.Timeout | undefined

  constructor(options: StartsOptions = {}) {
    this.#options = { ...DEFAULTS, atOnce: Math.max(2, availableParallelism()), ...options }
  }

  /** Calls `start` when it is its turn, and resolves or rejects as that does. */
  async wanted<T>(start: () => Promise<T>): Promise<T> {
    if (this.#starting >= this.#options.atOnce) await new Promise<void>((resolve) => this.#wanted.push(resolve))
    else this.#starting += 1
    try {
      return await start()
    } finally {
      // The next one takes the place over.
      const next = this.#wanted.shift()
      if (next === undefined) this.#starting -= 1
      else next()
      this.#turn()
    }
  }

  /** A program begins. */
  letGo(): void {
    this.#letGoAt = performance.now()
  }

  /** It will be asked for one after the other until none is missing. */
  short(of: Refillable): void {
    if (!this.#short.has(of)) this.#short.set(of, performance.now())
    this.#turn()
  }

  forget(of: Refillable): void {
    this.#short.delete(of)
  }

  #turn(): void {
    clearTimeout(this.#again)
    for (let first = this.#first(); first !== undefined; first = this.#first()) {
      if (this.#ahead >= this.#room()) return // whose end calls this again
      const [pool, since] = first
      const rest = this.#rest(since)
      if (rest > 0) {
        this.#again = setTimeout(() => this.#turn(), rest)
        return
      }
      const started = pool.refillOne()
      if (started === null) {
        this.#short.delete(pool)
        continue
      }
      this.#ahead += 1
      void started.then(() => {
        this.#ahead -= 1
        this.#turn()
      })
    }
  }

  #first(): [Refillable, number] | undefined {
    return this.#short.entries().next().value
  }

  /** How many may start ahead at the same time. */
  #room(): number {
    const { atOnce, idleMs } = this.#options
    return performance.now() - this.#letGoAt > idleMs ? atOnce : Math.max(1, Math.floor(atOnce / 2))
  }

  /** ms until one that waits since then may start ahead. */
  #rest(since: number): number {
    const { restMs, patienceMs } = this.#options
    const rested = this.#starting > 0 ? Number.POSITIVE_INFINITY : this.#letGoAt + restMs
    return Math.min(rested, since + patienceMs) - performance.now()
  }
}
