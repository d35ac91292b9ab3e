export type Options = {
  /** Tokens a full bucket holds: the largest burst. */
  capacity: number
  /** Tokens that come in each second. */
  perSecond: number
  /** At most this many keys are remembered. */
  maxKeys: number
  /** The clock, in milliseconds. */
  now: () => number
}

type Bucket = { tokens: number; at: number }

/** A rate limit for each key: a burst of `capacity`, and `perSecond` in the long run. */
export class Limiter {
  readonly #options: Options
  /** In the order of their last use, the oldest first: a Map keeps the order in which keys were set. */
  readonly #buckets = new Map<string, Bucket>()

  constructor(options: Options) {
    this.#options = options
  }

  /** May this key spend `cost` tokens now? If so they are taken; if not, nothing is. */
  allow(key: string, cost = 1): boolean {
    const bucket = this.#refilled(key)
    this.#keep(key, bucket)
    bucket.tokens -= cost
    return bucket.tokens >= 0
  }

  /** Keys that are remembered. */
  size(): number {
    return this.#buckets.size
  }

  #refilled(key: string): Bucket {
    const { capacity, perSecond, now } = this.#options
    const time = now()
    const bucket = this.#buckets.get(key) ?? { tokens: capacity, at: time }
    const passed = Math.max(0, time - bucket.at) // a clock may be set back
    const tokens = Math.min(capacity, bucket.tokens + (passed * perSecond) / 1000)
    return { tokens, at: Math.max(time, bucket.at) }
  }

  #keep(key: string, bucket: Bucket): void {
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size <= this.#options.maxKeys) return
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }
}
