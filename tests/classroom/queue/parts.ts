/** What suites of the queue need around it: people, cohorts, attempts, and a log that is kept. */
import type { Log } from '../../../src/sidecar/classroom/classroom.ts'
import type { GradingJob, GradingQueue } from '../../../src/sidecar/classroom/queue/queue.ts'
import type { Database, Trx } from '../../../src/sidecar/database/database.ts'
import { retrying } from '../../../src/sidecar/database/transient.ts'

export const silent: Log = { info() {}, warn() {}, error() {} }

export async function person(db: Database['db'], id: string): Promise<string> {
  await db
    .insertInto('person')
    .values({
      id,
      name: id,
      email: null,
      source_id: null,
      handle: id,
      admin: 0,
      active: 1,
      locale: null,
      created_at: 0,
    })
    .execute()
  return id
}

/** With these people as learners. */
export async function cohort(db: Database['db'], id: string, people: readonly string[]): Promise<string> {
  await db
    .insertInto('cohort')
    .values({ id, title: id, time_zone: 'Asia/Shanghai', created_at: 0, archived_at: null, settings: '{}' })
    .execute()
  for (const person_id of people)
    await db.insertInto('membership').values({ cohort_id: id, person_id, role: 'learner', joined_at: 0 }).execute()
  return id
}

type Handed = { id: string; person: string; cohort?: string | null; exercise?: string; files?: Record<string, string> }

/** An attempt and its job in one transaction, as a submission makes them. */
export async function handIn({ db }: Database, queue: GradingQueue, handed: Handed): Promise<void> {
  await retrying(() => db.transaction().execute((trx) => handInWithin(trx, queue, handed)))
}

export async function handInWithin(
  trx: Trx,
  queue: GradingQueue,
  { id, person, cohort = null, exercise = 'u/e', files = {} }: Handed,
): Promise<void> {
  await trx
    .insertInto('attempt')
    .values({
      id,
      person_id: person,
      cohort_id: cohort,
      exercise,
      locale: 'en',
      files: JSON.stringify(files),
      submitted_at: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await queue.enqueue(trx, jobOf(id, person, cohort))
}

export function jobOf(attempt: string, person: string, cohort: string | null): GradingJob {
  return { attempt, generation: 0, cohort, person, regrade: false }
}

/** Stores a verdict as a grading does; true when it was this one that counts. */
export async function decide({ db }: Database, { attempt, generation }: GradingJob, worker: string): Promise<boolean> {
  const values = { verdict: 'pass', points: 1, max_points: 1, result: '{}', provenance: '{}', at: Date.now() } as const
  const { numInsertedOrUpdatedRows } = await retrying(() =>
    db
      .insertInto('verdict')
      .values({ attempt_id: attempt, generation, worker, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow(),
  )
  return numInsertedOrUpdatedRows === 1n
}

/** Waits until it is so; asks often. A bound well beyond what a loaded machine needs ends a wait in vain. */
export async function until(what: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await what())) {
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
