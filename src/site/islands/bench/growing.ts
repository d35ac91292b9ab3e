/**
 * A list that grows, read as a signal is. Adding costs what is added and not what is there, as a copy each time would.
 * So the list stays the same one until it is cleared: who wants to keep it as it is now takes a copy.
 */
import { signal } from '@preact/signals'

export class Growing<T> {
  readonly #told = signal(0)
  #list: T[] = []

  /** Whoever reads this hears of each addition. */
  get value(): readonly T[] {
    void this.#told.value
    return this.#list
  }

  peek(): readonly T[] {
    return this.#list
  }

  add(items: readonly T[]): void {
    for (const item of items) this.#list.push(item)
    this.#told.value = this.#told.peek() + 1
  }

  /** A new list: the earlier one stays whole with those who have it. */
  clear(): void {
    this.#list = []
    this.#told.value = this.#told.peek() + 1
  }
}
