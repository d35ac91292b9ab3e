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

/** A rate limit for each key: a burst of `capacity`, and `perSecond` in the long run. */
export class Limiter {
  constructor(options: Options) {}

  /** May this key spend `cost` tokens now? If so they are taken; if not, nothing is. */
  allow(key: string, cost = 1): boolean {
    return true
  }

  /** Keys that are remembered. */
  size(): number {
    return 0
  }
}
