/** Work done one after another, in the order in which it was asked for. How much of it waits can be asked. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #count = 0
  #weight = 0

  /** Whether so many wait or are under way, or weigh more than this together. */
  has(count: number, weight: number): boolean {
    return this.#count >= count || this.#weight > weight
  }

  /** Resolves, or rejects, as `work` does; the next begins in either case. */
  take<T>(work: () => Promise<T>, weight = 0): Promise<T> {
    this.#count += 1
    this.#weight += weight
    const done = this.#last.then(work).finally(() => {
      this.#count -= 1
      this.#weight -= weight
    })
    this.#last = done.catch(() => {})
    return done
  }
}
