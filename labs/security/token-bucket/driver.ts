/** Plays a script of calls against a limiter with a clock of its own; returns plain data. */
type Submission = typeof import('./starter/token-bucket.ts')

/** One call: at this time, for this key, at this cost (without: the default). */
export type Call = { at: number; key: string; cost?: number }
export type Played = { allowed: boolean[]; sizes: number[]; error: string | null }

export function play(
  { Limiter }: Submission,
  options: { capacity: number; perSecond: number; maxKeys: number },
  calls: Call[],
): Played {
  let time = calls[0]?.at ?? 0
  const allowed: boolean[] = []
  const sizes: number[] = []
  try {
    const limiter = new Limiter({ ...options, now: () => time })
    for (const { at, key, cost } of calls) {
      time = at
      allowed.push(cost === undefined ? limiter.allow(key) : limiter.allow(key, cost))
      sizes.push(limiter.size())
    }
    return { allowed, sizes, error: null }
  } catch (error) {
    return { allowed, sizes, error: String(error) }
  }
}
