/** What lateness takes of the points: the sidecar grades by it, and a page gives examples by it. Pure. */
import type { LatePolicy } from './assignments.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

export type Lateness = {
  /** Days begun since the due time; 0 in time or within the grace. */
  days: number
  /** What is left of the points, 0 to 1. */
  factor: number
}

/** Times in ms since the epoch. */
export function latenessOf(policy: LatePolicy, dueAt: number | null, submittedAt: number): Lateness {
  const over = dueAt === null ? 0 : submittedAt - dueAt
  if (over <= policy.graceMinutes * MINUTE_MS) return { days: 0, factor: 1 }
  const days = Math.ceil(over / DAY_MS)
  return { days, factor: Math.max(policy.floorPercent, 100 - policy.percentPerDay * days) / 100 }
}
