/** What learners' pages tell of themselves: where they are, what is done, a raised hand. */
import type { Hand } from '../../../protocol/classroom/view.ts'
import type { Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'

/** True when it is news: another lesson or cell, or somebody who was away. */
export async function present(
  trx: Trx,
  {
    cohort,
    person,
    lesson,
    cell,
    now,
  }: { cohort: string; person: string; lesson: string; cell: string | null; now: number },
  hereMs: number,
): Promise<boolean> {
  const before = await trx
    .selectFrom('presence')
    .selectAll()
    .where('cohort_id', '=', cohort)
    .where('person_id', '=', person)
    .executeTakeFirst()
  await trx
    .insertInto('presence')
    .values({ cohort_id: cohort, person_id: person, lesson, cell, at: now })
    .onConflict((conflict) => conflict.columns(['cohort_id', 'person_id']).doUpdateSet({ lesson, cell, at: now }))
    .execute()
  return before === undefined || before.lesson !== lesson || before.cell !== cell || now - before.at > hereMs
}

/** `doneAt` is kept from the first time it was done: what is done stays done, and a late page cannot make it later. */
export async function progressed(
  trx: Trx,
  person: string,
  lesson: string,
  { done, ...seen }: { read: boolean; cells: number; cellsDone: number; done: boolean },
  now: number,
): Promise<void> {
  const row = await trx
    .selectFrom('progress')
    .select('state')
    .where('person_id', '=', person)
    .where('lesson', '=', lesson)
    .executeTakeFirst()
  const before = row ? (JSON.parse(row.state) as { doneAt?: number | null; cellsDone?: number; read?: boolean }) : {}
  const state = JSON.stringify({
    read: seen.read || (before.read ?? false),
    cells: seen.cells,
    cellsDone: Math.max(seen.cellsDone, before.cellsDone ?? 0),
    doneAt: before.doneAt ?? (done ? now : null),
  })
  await trx
    .insertInto('progress')
    .values({ person_id: person, lesson, state, at: now })
    .onConflict((conflict) => conflict.columns(['person_id', 'lesson']).doUpdateSet({ state, at: now }))
    .execute()
}

/** One hand a person and cohort: raising it again moves it to where one is now, and keeps its place. */
export async function raise(
  trx: Trx,
  {
    cohort,
    person,
    lesson,
    cell,
    join,
    now,
  }: { cohort: string; person: string; lesson: string; cell: string | null; join?: boolean | undefined; now: number },
): Promise<Hand> {
  const up = await ownHand(trx, cohort, person)
  const fresh = { id: newId(), cohort_id: cohort, person_id: person }
  const joins = join === undefined ? {} : ({ lets_join: join ? 1 : 0 } as const)
  if (up)
    await trx
      .updateTable('hand')
      .set({ lesson, cell, ...joins })
      .where('id', '=', up.id)
      .execute()
  else
    await trx
      .insertInto('hand')
      .values({ ...fresh, lesson, cell, raised_at: now, lowered_at: null, ...joins })
      .execute()
  return (await ownHand(trx, cohort, person))!
}

/** Lowers it; `by`: who answered it, null: it was lowered by whoever raised it. Null when it was down. */
export async function lower(
  trx: Trx,
  cohort: string,
  hand: { person: string } | { id: string },
  by: string | null,
  now: number,
): Promise<{ person: string; lesson: string; join: boolean } | null> {
  let query = trx
    .updateTable('hand')
    .set({ lowered_at: now, answered_by: by })
    .where('cohort_id', '=', cohort)
    .where('lowered_at', 'is', null)
  query = 'id' in hand ? query.where('id', '=', hand.id) : query.where('person_id', '=', hand.person)
  const row = await query.returning(['person_id', 'lesson', 'lets_join']).executeTakeFirst()
  return row ? { person: row.person_id, lesson: row.lesson, join: row.lets_join === 1 } : null
}

/** With how many are before it. */
export async function ownHand(trx: Trx, cohort: string, person: string): Promise<Hand | null> {
  const open = await trx
    .selectFrom('hand')
    .select(['id', 'person_id', 'lesson', 'cell', 'raised_at as at', 'lets_join'])
    .where('cohort_id', '=', cohort)
    .where('lowered_at', 'is', null)
    .orderBy('raised_at')
    .orderBy('id')
    .execute()
  const ahead = open.findIndex(({ person_id }) => person_id === person)
  if (ahead < 0) return null
  const { id, lesson, cell, at, lets_join } = open[ahead]!
  return { id, lesson, cell, at, ahead, join: lets_join === 1 }
}
