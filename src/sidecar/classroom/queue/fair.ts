/**
 * Who is next: fair queueing by tags (self-clocked fair queueing: Golestani, INFOCOM 1994). A job gets its tag once, when
 * it is queued; the lowest tag is next, the older of equal ones.
 *
 * Time in the line is virtual: it stands just before the lowest tag that waits (`front`). A person's job comes as many
 * tags later as others of the same cohort wait; a further job of somebody who waits already stands a stride behind their
 * last. So
 *
 *   - cohorts have equal shares: one with 500 people waiting has tags 1 to 500, and a single job of another has tag 1;
 *   - within a cohort people have equal shares: tags of a person who hands in 500 times are 1, 33, 65 …, and others come
 *     in between, as long as no more than a stride of them wait; of more, each gets a turn while the first gets a few;
 *   - who comes back after a pause begins at the front: nothing is saved up, and nothing is owed;
 *   - a free slot takes whatever is first: nobody's share is kept free.
 *
 * Regradings have tags above all submissions. Among them a cohort counts as one person: whoever started one waits for all
 * of it.
 */
import { type RawBuilder, sql } from 'kysely'
import type { Trx } from '../../database/database.ts'
import type { GradingJob } from './queue.ts'

/** First and last tag of a kind of job, and how far apart two of the same person (of a regrading: cohort) are. */
export type Band = { first: number; last: number; stride: number }

/**
 * Graphile-worker's priorities have 16 bits. Virtual time begins anew whenever nothing waits. Should it ever reach the
 * end before, the newest all have the last tag: first come, first served.
 */
export const SUBMISSIONS: Band = { first: -32_000, last: 15_999, stride: 32 }
export const REGRADES: Band = { first: 16_000, last: 31_999, stride: 1 }

export type Line = {
  /** The lowest tag that waits; null when nothing does. */
  front: number | null
  /** The highest tag of the same person (of a regrading: cohort) that waits. */
  last: number | null
  /** Others of the same cohort who wait. */
  others: number
}

export function tagOf({ front, last, others }: Line, band: Band): number {
  const first = (front === null ? band.first : front - 1) + 1 + others
  const next = last === null ? first : Math.max(first, last + Math.max(band.stride, 1 + others))
  return Math.min(Math.max(next, band.first + 1), band.last)
}

export function bandOf({ regrade }: Pick<GradingJob, 'regrade'>): Band {
  return regrade ? REGRADES : SUBMISSIONS
}

/** `now`: this database's clock, ms. */
export async function tagFor(trx: Trx, job: GradingJob, now: RawBuilder<number>): Promise<number> {
  const { cohort, person, regrade } = job
  const band = bandOf(job)
  const waits = sql`priority between ${band.first} and ${band.last} and leased_until < ${now}`
  const ofCohort = cohort === null ? sql`cohort_id is null` : sql`cohort_id = ${cohort}`
  const same = regrade ? ofCohort : sql`person_id = ${person}`
  const others = regrade
    ? sql`0`
    : sql`(select count(distinct person_id) from job where ${ofCohort} and person_id <> ${person} and ${waits})`
  // The first along an index, in place of min and max: rows that do not count are few.
  const { rows } = await sql<Line>`select
    (select priority from job where ${waits} and run_at <= ${now} order by priority limit 1) as front,
    (select priority from job where ${same} and ${waits} order by priority desc limit 1) as last,
    ${others} as others`.execute(trx)
  return tagOf(rows[0]!, band)
}
