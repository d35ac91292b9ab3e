/** The slots of one grader process: gradings take turns, and a slot that no longer works is replaced. */
import { Slot } from './slot.ts'

export class Slots {
  readonly #free: Slot[]
  readonly #waiting: ((slot: Slot) => void)[] = []
  /** Nothing can be graded any more: not even a new slot works. */
  readonly #failed: (error: Error) => void

  private constructor(slots: Slot[], failed: (error: Error) => void) {
    this.#free = slots
    this.#failed = failed
  }

  static async open(count: number, failed: (error: Error) => void): Promise<Slots> {
    return new Slots(await Promise.all(Array.from({ length: count }, () => Slot.open())), failed)
  }

  /** In the order asked, as slots become free. */
  async with<T>(use: (slot: Slot) => Promise<T>): Promise<T> {
    const slot = this.#free.shift() ?? (await new Promise<Slot>((resolve) => this.#waiting.push(resolve)))
    try {
      return await use(slot)
    } finally {
      // The verdict need not wait for the slot.
      void slot.free().then((works) => (works ? this.#give(slot) : this.#replace(slot)))
    }
  }

  #give(slot: Slot): void {
    const next = this.#waiting.shift()
    if (next) next(slot)
    else this.#free.push(slot)
  }

  async #replace(broken: Slot): Promise<void> {
    void broken.close().catch(() => {})
    try {
      this.#give(await Slot.open())
    } catch (error) {
      this.#failed(error as Error)
    }
  }
}
