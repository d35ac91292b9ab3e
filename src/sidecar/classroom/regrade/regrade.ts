/**
 * Grading anew what was graded, after a spec changed:
 *
 *     start ──► running ──(every attempt has its new verdict)──► ready ──apply──► applied
 *                  └────────────────────── discard ────────────────┴───────────► discarded
 *
 * A new verdict is a new generation of its attempt, and counts for nothing until `apply` makes all of them current in one
 * transaction. An attempt whose regrading ended in an error of ours keeps the verdict it had.
 */
import type { Regrade } from '../../../protocol/classroom/gradebook.ts'
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { Row } from '../../database/schema.ts'
import { audited } from '../audit.ts'
import { owed } from '../lti/owed.ts'
import type { GradingQueue } from '../queue/queue.ts'

export type Started = { ok: true; regrade: string; total: number } | { ok: false; why: 'RUNNING' | 'NOTHING' }

/** Stores what is to be done and queues it, in one transaction. */
export async function startRegrade(
  db: Db,
  queue: GradingQueue,
  { cohort, exercise, by, now }: { cohort: string; exercise: string | null; by: string; now: number },
): Promise<Started> {
  return db.transaction().execute(async (trx): Promise<Started> => {
    // One at a time in a cohort: with two, `apply` of the one could undo the other.
    await trx.updateTable('cohort').set({ id: cohort }).where('id', '=', cohort).execute() // its row is now ours until the end
    const open = await trx
      .selectFrom('regrade')
      .select('id')
      .where('cohort_id', '=', cohort)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (open) return { ok: false, why: 'RUNNING' }
    let query = trx
      .selectFrom('attempt')
      .innerJoin('verdict', 'verdict.attempt_id', 'attempt.id')
      .select(({ fn }) => [
        'attempt.id',
        'attempt.person_id',
        'attempt.generation',
        fn.max('verdict.generation').as('last'),
      ])
      .where('attempt.cohort_id', '=', cohort)
      .groupBy(['attempt.id', 'attempt.person_id', 'attempt.generation'])
      .orderBy('attempt.id')
    if (exercise !== null) query = query.where('attempt.exercise', '=', exercise)
    const attempts = await query.execute()
    if (attempts.length === 0) return { ok: false, why: 'NOTHING' }

    const id = newId()
    await trx
      .insertInto('regrade')
      .values({ id, cohort_id: cohort, exercise, state: 'running', by, started_at: now, ended_at: null })
      .execute()
    for (const { id: attempt, person_id: person, generation, last } of attempts) {
      const after = Math.max(generation, last) + 1
      await trx
        .insertInto('regrade_item')
        .values({ regrade_id: id, attempt_id: attempt, before: generation, after })
        .execute()
      await queue.enqueue(trx, { attempt, generation: after, cohort, person, regrade: true })
    }
    await audited(trx, {
      at: now,
      by,
      cohort,
      action: 'regrade.start',
      subject: id,
      detail: { exercise, attempts: attempts.length },
    })
    return { ok: true, regrade: id, total: attempts.length }
  })
}

/** Newest first. */
export async function regradesOf(db: Db, cohort: string): Promise<Regrade[]> {
  const rows = await db
    .selectFrom('regrade')
    .selectAll()
    .where('cohort_id', '=', cohort)
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .execute()
  return Promise.all(rows.map((row) => regradeOf(db, row)))
}

export async function findRegrade(db: Db | Trx, cohort: string, id: string): Promise<Regrade | null> {
  const row = await db
    .selectFrom('regrade')
    .selectAll()
    .where('id', '=', id)
    .where('cohort_id', '=', cohort)
    .executeTakeFirst()
  return row ? regradeOf(db, row) : null
}

export type Ended =
  | { ok: true; changed: number }
  | { ok: false; why: 'UNKNOWN' | 'NOT_READY' | 'OVER'; done: number; total: number }

/** All new verdicts become current at once. */
export async function applyRegrade(db: Db, cohort: string, id: string, by: string, now: number): Promise<Ended> {
  return db.transaction().execute(async (trx): Promise<Ended> => {
    const refused = await takeOver(trx, cohort, id, 'applied', now)
    if (refused) return refused
    const items = await trx
      .selectFrom('regrade_item')
      .innerJoin('verdict', (join) =>
        join
          .onRef('verdict.attempt_id', '=', 'regrade_item.attempt_id')
          .onRef('verdict.generation', '=', 'regrade_item.after'),
      )
      .innerJoin('attempt', 'attempt.id', 'regrade_item.attempt_id')
      .select(['regrade_item.attempt_id', 'regrade_item.after', 'attempt.person_id', 'attempt.exercise'])
      .where('regrade_item.regrade_id', '=', id)
      .where('verdict.verdict', '<>', 'error')
      .execute()
    for (const { attempt_id, after } of items)
      await trx.updateTable('attempt').set({ generation: after }).where('id', '=', attempt_id).execute()
    const touched = new Map(items.map((item) => [`${item.person_id} ${item.exercise}`, item]))
    for (const { person_id: person, exercise } of touched.values())
      await owed(trx, { person, exercise, attempt: null }, now)
    await audited(trx, {
      at: now,
      by,
      cohort,
      action: 'regrade.apply',
      subject: id,
      detail: { attempts: items.length },
    })
    return { ok: true, changed: items.length }
  })
}

/** Grades stay as they are; gradings still to be done are of no further use, and change nothing when they end. */
export async function discardRegrade(db: Db, cohort: string, id: string, by: string, now: number): Promise<Ended> {
  return db.transaction().execute(async (trx): Promise<Ended> => {
    const refused = await takeOver(trx, cohort, id, 'discarded', now)
    if (refused) return refused
    await audited(trx, { at: now, by, cohort, action: 'regrade.discard', subject: id, detail: {} })
    return { ok: true, changed: 0 }
  })
}

/** Ends a running one; null when this call did, otherwise why not. */
async function takeOver(
  trx: Trx,
  cohort: string,
  id: string,
  state: 'applied' | 'discarded',
  now: number,
): Promise<Extract<Ended, { ok: false }> | null> {
  const found = await findRegrade(trx, cohort, id)
  if (found === null) return { ok: false, why: 'UNKNOWN', done: 0, total: 0 }
  const { done, total } = found
  if (found.state === 'applied' || found.state === 'discarded') return { ok: false, why: 'OVER', done, total }
  if (state === 'applied' && done < total) return { ok: false, why: 'NOT_READY', done, total }
  const { numUpdatedRows } = await trx
    .updateTable('regrade')
    .set({ state, ended_at: now })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return numUpdatedRows === 1n ? null : { ok: false, why: 'OVER', done, total }
}

async function regradeOf(db: Db | Trx, row: Row<'regrade'>): Promise<Regrade> {
  const { total } = await db
    .selectFrom('regrade_item')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('regrade_id', '=', row.id)
    .executeTakeFirstOrThrow()
  const { done } = await db
    .selectFrom('regrade_item')
    .innerJoin('verdict', (join) =>
      join
        .onRef('verdict.attempt_id', '=', 'regrade_item.attempt_id')
        .onRef('verdict.generation', '=', 'regrade_item.after'),
    )
    .select(({ fn }) => fn.countAll<number>().as('done'))
    .where('regrade_item.regrade_id', '=', row.id)
    .executeTakeFirstOrThrow()
  const { id, exercise, by, started_at: startedAt, ended_at: endedAt } = row
  const state = row.state === 'running' && done === total ? 'ready' : row.state
  return { id, exercise, state, by, startedAt, endedAt, done, total }
}
