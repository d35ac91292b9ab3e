/**
 * What platforms are owed: a learner's best attempt of an exercise, for each link that opens it in a class where they learn.
 * Written in the transaction of what it tells, so that no verdict is there without it; sent later (send.ts).
 */
import type { Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { Row } from '../../database/schema.ts'
import { readSubject } from './accounts.ts'

export type Owed = { person: string; exercise: string /** That brought it about. */; attempt: string | null }

/**
 * Call it after a verdict was stored, and after a regrade made other verdicts current: it looks at those that are current
 * now, and writes only what differs from what was told last. Gives how many scores are owed by it.
 */
export async function owed(trx: Trx, { person, exercise, attempt }: Owed, now: number): Promise<number> {
  const links = await linksOf(trx, person, exercise)
  if (links.length === 0) return 0
  const issuers = await hold(trx, person)
  const best = await bestOf(trx, person, exercise)
  if (best === null) return 0
  let count = 0
  for (const link of links.filter(({ issuer }) => issuers.has(issuer))) {
    const points = Math.round(best * link.max_points * 100) / 100
    const last = await trx
      .selectFrom('lti_score')
      .select(['points', 'max_points', 'at', 'state'])
      .where('link_id', '=', link.id)
      .where('person_id', '=', person)
      .orderBy('at', 'desc')
      .executeTakeFirst()
    const same = last && last.points === points && last.max_points === link.max_points && last.state !== 'failed'
    if (same) continue
    // One that was not told yet is of no use any more.
    await trx
      .deleteFrom('lti_score')
      .where('link_id', '=', link.id)
      .where('person_id', '=', person)
      .where('state', '=', 'waiting')
      .execute()
    // A platform takes only what is later than what it has (AGS 2.0 §3.4.8).
    const at = Math.max(now, (last?.at ?? 0) + 1)
    await trx
      .insertInto('lti_score')
      .values({
        ...{ id: newId(), link_id: link.id, person_id: person, attempt_id: attempt, points },
        ...{ max_points: link.max_points, state: 'waiting', tries: 0, next_at: now, answer: null },
        ...{ at, acknowledged_at: null },
      })
      .execute()
    count += 1
  }
  return count
}

async function linksOf(trx: Trx, person: string, exercise: string) {
  return trx
    .selectFrom('lti_link')
    .innerJoin('lti_platform', 'lti_platform.id', 'lti_link.platform_id')
    .innerJoin('lti_context', (join) =>
      join
        .onRef('lti_context.platform_id', '=', 'lti_link.platform_id')
        .onRef('lti_context.context', '=', 'lti_link.context'),
    )
    .innerJoin('membership', 'membership.cohort_id', 'lti_context.cohort_id')
    .select(['lti_link.id', 'lti_link.max_points', 'lti_platform.issuer'])
    .where('lti_link.kind', '=', 'exercise')
    .where('lti_link.ref', '=', exercise)
    .where('lti_link.line_item', 'is not', null)
    .where('membership.person_id', '=', person)
    .where('membership.role', '=', 'learner')
    .orderBy('lti_link.id')
    .execute()
}

/** Issuers that know the person. Two verdicts of one person come one after the other from here on: the later sees both. */
async function hold(trx: Trx, person: string): Promise<Set<string>> {
  const rows = await trx
    .updateTable('credential')
    .set((old) => ({ used_at: old.ref('used_at') }))
    .where('person_id', '=', person)
    .where('kind', '=', 'lti')
    .returning('subject')
    .execute()
  return new Set(rows.map(({ subject }) => readSubject(subject).issuer))
}

/** 0 to 1; null while nothing counts. An error of ours counts for nothing. */
async function bestOf(trx: Trx, person: string, exercise: string): Promise<number | null> {
  const rows: Pick<Row<'verdict'>, 'points' | 'max_points'>[] = await trx
    .selectFrom('attempt')
    .innerJoin('verdict', (join) =>
      join.onRef('verdict.attempt_id', '=', 'attempt.id').onRef('verdict.generation', '=', 'attempt.generation'),
    )
    .select(['verdict.points', 'verdict.max_points'])
    .where('attempt.person_id', '=', person)
    .where('attempt.exercise', '=', exercise)
    .where('verdict.verdict', '!=', 'error')
    .where('verdict.max_points', '>', 0)
    .execute()
  if (rows.length === 0) return null
  return Math.max(...rows.map(({ points, max_points }) => points / max_points))
}
