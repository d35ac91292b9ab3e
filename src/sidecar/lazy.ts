/** Opens something once, when first asked or told to; asks again after a failure. */
export class Lazy<T extends { close(): Promise<void> }> {
  readonly #open: () => Promise<T>
  #opened: Promise<T> | null = null

  constructor(open: () => Promise<T>) {
    this.#open = open
  }

  get(): Promise<T> {
    if (this.#opened === null) {
      const opening = this.#open()
      this.#opened = opening
      opening.catch(() => {
        if (this.#opened === opening) this.#opened = null
      })
    }
    return this.#opened
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => null)
    await opened?.close()
  }
}
