/**
 * Who may be beside a learner: the staff of a class the learner is in may watch; whoever answered a hand that was raised
 * with "let them join" may work on the code, until either of the two ends it.
 */
import type { Db, Trx } from '../../database/database.ts'

export const BESIDE = {
  /** What a hand allowed is over by itself after this, ms. */
  joinMs: 2 * 3_600_000,
  /** Who is there is looked up again, and said anew, as often, ms. */
  checkEveryMs: 20_000,
  /** A visit not renewed for so long is over: its server went without saying so, ms. */
  silentMs: 70_000,
  /** One that ended less long ago is taken up again by the same visitor, as after a lost connection, ms. */
  resumeMs: 60_000,
}

export type Who = { cohort: string; person: string; visitor: string }

/** Null: not at all. `edits`: works beside them. */
export async function mayVisit(
  db: Db,
  { cohort, person, visitor }: Who,
  now: number,
): Promise<{ edits: boolean } | null> {
  const members = await db
    .selectFrom('membership')
    .innerJoin('cohort', 'cohort.id', 'membership.cohort_id')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['membership.person_id', 'membership.role'])
    .where('membership.cohort_id', '=', cohort)
    .where('membership.person_id', 'in', [person, visitor])
    .where('cohort.archived_at', 'is', null)
    .where('person.active', '=', 1)
    .execute()
  const role = (of: string) => members.find((one) => one.person_id === of)?.role
  if (role(person) !== 'learner' || (role(visitor) !== 'assistant' && role(visitor) !== 'instructor')) return null
  const joins = await openJoins(db, { cohort, person }, now)
  return { edits: joins.some(({ answered_by }) => answered_by === visitor) }
}

/** Hands by which somebody may now work beside this person. */
function openJoins(db: Db | Trx, { cohort, person }: { cohort: string; person: string }, now: number) {
  return db
    .selectFrom('hand')
    .select(['id', 'answered_by'])
    .where('cohort_id', '=', cohort)
    .where('person_id', '=', person)
    .where('lets_join', '=', 1)
    .where('answered_by', 'is not', null)
    .where('join_ended_at', 'is', null)
    .where('lowered_at', '>', now - BESIDE.joinMs)
    .execute()
}

/** `visitor`: only what this one may. Gives how many could work beside them and no longer can. */
export async function endJoins(
  trx: Trx,
  { cohort, person, visitor }: { cohort: string; person: string; visitor?: string },
  now: number,
): Promise<number> {
  let query = trx
    .updateTable('hand')
    .set({ join_ended_at: now })
    .where('cohort_id', '=', cohort)
    .where('person_id', '=', person)
    .where('lets_join', '=', 1)
    .where('answered_by', 'is not', null)
    .where('join_ended_at', 'is', null)
  if (visitor !== undefined) query = query.where('answered_by', '=', visitor)
  const { numUpdatedRows } = await query.executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
