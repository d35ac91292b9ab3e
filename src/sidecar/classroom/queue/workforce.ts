/** Who grades at present, how many at once, and how long it takes them. */
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../database/database.ts'

export type Workforce = {
  /** Of all workers that are alive. */
  slots: number
  /** Mean of their latest gradings; of dead workers' where no living one has graded yet; null when none has. */
  meanMs: number | null
}

export async function workforceOf(db: Db, now: RawBuilder<number>, silentMs: number): Promise<Workforce> {
  const alive = sql`seen_at > ${now} - ${silentMs}`
  const { rows } = await sql<{ slots: number | null; mean: number | null; earlier: number | null }>`
    select sum(case when ${alive} then slots else 0 end) as slots,
      sum(case when ${alive} then slots * mean_ms end) / sum(case when ${alive} and mean_ms is not null then slots end)
        as mean,
      avg(mean_ms) as earlier
    from worker`.execute(db)
  const { slots, mean, earlier } = rows[0]!
  const meanMs = mean ?? earlier
  return { slots: slots ?? 0, meanMs: meanMs === null ? null : Math.round(meanMs) }
}

/**
 * Until the verdict of one with so many ahead is there: until a slot is free for it, if all are taken, and its own
 * grading. With every slot busy one becomes free each `meanMs / slots` on average.
 */
export function expectedMs(ahead: number, underWay: number, { slots, meanMs }: Workforce): number | null {
  if (slots === 0 || meanMs === null) return null
  const free = Math.max(0, slots - underWay)
  const turns = Math.max(0, ahead + 1 - free)
  return Math.round((turns / slots + 1) * meanMs)
}
