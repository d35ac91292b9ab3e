/** Frames under way, by the time at which they arrive; those of one time in the order in which they were added. Pure. */

type Item<T> = { at: number; order: number; value: T }

/** A binary heap. */
export class Deliveries<T> {
  readonly #items: Item<T>[] = []
  #order = 0

  get size(): number {
    return this.#items.length
  }

  /** When the first arrives; null when none is under way. */
  get next(): number | null {
    return this.#items[0]?.at ?? null
  }

  add(at: number, value: T): void {
    this.#items.push({ at, order: this.#order++, value })
    this.#up(this.#items.length - 1)
  }

  /** The first, when it has arrived by `now`. */
  take(now: number): T | undefined {
    const [first] = this.#items
    if (first === undefined || first.at > now) return undefined
    const last = this.#items.pop()!
    if (this.#items.length > 0) {
      this.#items[0] = last
      this.#down(0)
    }
    return first.value
  }

  clear(): void {
    this.#items.length = 0
  }

  #up(index: number): void {
    for (let parent = (index - 1) >> 1; index > 0 && this.#before(index, parent); parent = (index - 1) >> 1) {
      this.#swap(index, parent)
      index = parent
    }
  }

  #down(index: number): void {
    for (;;) {
      let least = index
      for (const child of [2 * index + 1, 2 * index + 2])
        if (child < this.#items.length && this.#before(child, least)) least = child
      if (least === index) return
      this.#swap(index, least)
      index = least
    }
  }

  #before(one: number, other: number): boolean {
    const [a, b] = [this.#items[one]!, this.#items[other]!]
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  #swap(one: number, other: number): void {
    const item = this.#items[one]!
    this.#items[one] = this.#items[other]!
    this.#items[other] = item
  }
}
