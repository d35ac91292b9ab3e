/** Two token buckets that a frame takes from together, or not at all: one of frames, one of bytes. Times in ms. Pure. */

export type Rate = { framesPerSecond: number; framesAtOnce: number; bytesPerSecond: number; bytesAtOnce: number }

export class Allowance {
  readonly #rate: Rate
  #frames: number
  #bytes: number
  #at: number

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#frames = rate.framesAtOnce
    this.#bytes = rate.bytesAtOnce
    this.#at = now
  }

  /** True when a frame of so many bytes was within both. */
  take(bytes: number, now: number): boolean {
    const seconds = Math.max(now - this.#at, 0) / 1_000
    this.#at = now
    const { framesAtOnce, framesPerSecond, bytesAtOnce, bytesPerSecond } = this.#rate
    this.#frames = Math.min(framesAtOnce, this.#frames + seconds * framesPerSecond)
    this.#bytes = Math.min(bytesAtOnce, this.#bytes + seconds * bytesPerSecond)
    if (this.#frames < 1 || this.#bytes < bytes) return false
    this.#frames -= 1
    this.#bytes -= bytes
    return true
  }
}
