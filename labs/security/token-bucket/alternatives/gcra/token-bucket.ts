export type Options = { capacity: number; perSecond: number; maxKeys: number; now: () => number }

/** Below this, a difference is one of rounding, ms. */
const HAIR = 1e-6

/**
 * The generic cell rate algorithm: one number a key, the time at which its bucket will be full again.
 * A request moves it by what its tokens take to come back; it is refused where that would be too far ahead.
 */
export class Limiter {
  private readonly full = new Map<string, number>()
  private readonly options: Options
  private latest = Number.NEGATIVE_INFINITY

  constructor(options: Options) {
    this.options = options
  }

  allow(key: string, cost = 1): boolean {
    const { capacity, perSecond } = this.options
    const msPerToken = 1000 / perSecond
    this.latest = Math.max(this.latest, this.options.now())
    const before = Math.max(this.full.get(key) ?? this.latest, this.latest)
    const after = before + cost * msPerToken
    const allowed = after - this.latest <= capacity * msPerToken + HAIR
    this.full.delete(key)
    this.full.set(key, allowed ? after : before)
    for (const oldest of this.full.keys()) {
      if (this.full.size <= this.options.maxKeys) break
      this.full.delete(oldest)
    }
    return allowed
  }

  size(): number {
    return this.full.size
  }
}
