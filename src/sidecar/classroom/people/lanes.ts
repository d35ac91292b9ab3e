/** So many at once, so many that wait, and no more. */
export class Lanes {
  readonly #atOnce: number
  readonly #most: number
  readonly #waiting: (() => void)[] = []
  #busy = 0

  constructor({ atOnce, waiting }: { atOnce: number; waiting: number }) {
    this.#atOnce = atOnce
    this.#most = waiting
  }

  /** Null when too many wait already. */
  run<T>(work: () => Promise<T>): Promise<T> | null {
    if (this.#busy >= this.#atOnce && this.#waiting.length >= this.#most) return null
    return this.#next(work)
  }

  async #next<T>(work: () => Promise<T>): Promise<T> {
    // Whoever is done hands its lane on, so that `#busy` stays as it is.
    if (this.#busy >= this.#atOnce) await new Promise<void>((go) => this.#waiting.push(go))
    else this.#busy += 1
    try {
      return await work()
    } finally {
      const go = this.#waiting.shift()
      if (go) go()
      else this.#busy -= 1
    }
  }
}
