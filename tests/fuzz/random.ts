/** Draws that can be repeated: the same seed and number give the same input, on every machine (splitmix32). */
export class Random {
  #state: number

  constructor(seed: number, number = 0) {
    this.#state = (Math.imul(seed, 0x9e37_79b1) ^ Math.imul(number + 1, 0x85eb_ca6b)) >>> 0
  }

  /** From 0 to `below`, which is not reached. */
  int(below: number): number {
    this.#state = (this.#state + 0x9e37_79b9) >>> 0
    let value = this.#state
    value = Math.imul(value ^ (value >>> 16), 0x21f0_aaad)
    value = Math.imul(value ^ (value >>> 15), 0x735a_2d97)
    return Math.floor((((value ^ (value >>> 15)) >>> 0) / 2 ** 32) * below)
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.int(times) === 0
  }

  pick<T>(all: readonly T[]): T {
    return all[this.int(all.length)]!
  }

  /** Short ones more often than long ones. */
  size(most: number): number {
    return this.int(this.int(most) + 1)
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.int(256))
  }
}
