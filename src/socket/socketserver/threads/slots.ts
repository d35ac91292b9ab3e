/**
 * What each worker of a pool is doing, in memory that all threads share, because a server's thread that blocks gets no
 * messages. The server's thread alone makes a slot busy; only its worker makes it idle.
 *
 *   EMPTY ──► BUSY ◄──► IDLE
 *     ▲        │          │
 *     └─ GONE ◄┴──────────┘     (a slot that is GONE is used again)
 */

export const EMPTY = 0
export const BUSY = 1
export const IDLE = 2
export const GONE = 3

/** Words in front of the slots: how often one became free; whether workers are to end when they have nothing to do. */
const FREED = 0
const RETIRING = 1
const SLOTS = 2

export class Slots {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array<SharedArrayBuffer>

  /** So many new slots, or those that lie in the memory already. */
  constructor(slots: number | SharedArrayBuffer) {
    this.memory =
      typeof slots === 'number' ? new SharedArrayBuffer((SLOTS + slots) * Int32Array.BYTES_PER_ELEMENT) : slots
    this.#words = new Int32Array(this.memory)
  }

  /** An idle slot before one without a worker; -1 when all are busy. It is busy from now on. */
  claim(): { slot: number; hasWorker: boolean } {
    const idle = this.#find((state) => state === IDLE)
    if (idle >= 0 && this.#change(idle, IDLE, BUSY)) return { slot: idle, hasWorker: true }
    const free = this.#find((state) => state === EMPTY || state === GONE)
    if (free >= 0) Atomics.store(this.#words, SLOTS + free, BUSY)
    return { slot: free, hasWorker: false }
  }

  /** The worker of a slot has done its work; whether it stays. */
  release(slot: number): boolean {
    const stays = Atomics.load(this.#words, RETIRING) === 0
    Atomics.store(this.#words, SLOTS + slot, stays ? IDLE : GONE)
    Atomics.add(this.#words, FREED, 1)
    Atomics.notify(this.#words, FREED)
    // Told to retire in between, when it looked busy.
    return stays && (Atomics.load(this.#words, RETIRING) === 0 || !this.#change(slot, IDLE, GONE))
  }

  /** The worker of a slot has ended, whatever it was doing. */
  leave(slot: number): void {
    Atomics.store(this.#words, SLOTS + slot, GONE)
    Atomics.add(this.#words, FREED, 1)
    Atomics.notify(this.#words, FREED)
  }

  /** From now on workers end when they have nothing to do, or no longer. Returns the slots whose workers have to be told. */
  retire(on: boolean): number[] {
    Atomics.store(this.#words, RETIRING, on ? 1 : 0)
    if (!on) return []
    const slots = Array.from({ length: this.#words.length - SLOTS }, (_, slot) => slot)
    return slots.filter((slot) => this.#change(slot, IDLE, GONE))
  }

  get full(): boolean {
    return this.#find((state) => state !== BUSY) < 0
  }

  get working(): boolean {
    return this.#find((state) => state === BUSY) >= 0
  }

  /** Blocks until a slot becomes free, or the time is over; not at all unless `while` still holds. */
  wait(holds: () => boolean, ms = Number.POSITIVE_INFINITY): void {
    const seen = Atomics.load(this.#words, FREED)
    if (holds()) Atomics.wait(this.#words, FREED, seen, ms)
  }

  async waitAsync(holds: () => boolean, ms: number): Promise<void> {
    const seen = Atomics.load(this.#words, FREED)
    if (holds()) await Atomics.waitAsync(this.#words, FREED, seen, ms).value
  }

  #find(is: (state: number) => boolean): number {
    for (let slot = 0; slot + SLOTS < this.#words.length; slot++)
      if (is(Atomics.load(this.#words, SLOTS + slot))) return slot
    return -1
  }

  #change(slot: number, from: number, to: number): boolean {
    return Atomics.compareExchange(this.#words, SLOTS + slot, from, to) === from
  }
}
