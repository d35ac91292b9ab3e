/** Does something soon after it is called for, and not more often than once in `everyMs`, one after another. */
export class Paced {
  readonly #everyMs: number
  readonly #work: () => Promise<void>
  #timer: NodeJS.Timeout | null = null
  #busy = false
  #again = false
  #ended = false

  /** `work` does not reject. */
  constructor(everyMs: number, work: () => Promise<void>) {
    this.#everyMs = everyMs
    this.#work = work
  }

  soon(): void {
    if (this.#ended) return
    if (this.#busy || this.#timer !== null) {
      this.#again ||= this.#busy
      return
    }
    this.#timer = setTimeout(() => void this.#run(), this.#everyMs)
    this.#timer.unref()
  }

  end(): void {
    this.#ended = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #run(): Promise<void> {
    this.#timer = null
    this.#busy = true
    await this.#work()
    this.#busy = false
    if (!this.#again) return
    this.#again = false
    this.soon()
  }
}
