/** Submissions and their verdicts: rows of `attempt` and `verdict`. */
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Attempt } from '../../protocol/messages.ts'
import type { Db } from '../database/database.ts'
import type { Schema } from '../database/schema.ts'
import type { Locale } from '../grader/types.ts'
import type { Submission } from '../submissions/types.ts'

type Owned = Omit<Submission, 'person'>

/** Nothing happens when there is one of this id; whether it is this person's is for `isOf` to say. */
export async function insertSubmission(db: Db, person: string, submission: Owned, at: number): Promise<void> {
  const { id, exercise, files, locale, versions } = submission
  await db
    .insertInto('attempt')
    .values({
      id,
      person_id: person,
      cohort_id: null,
      exercise,
      locale,
      files: JSON.stringify(files),
      versions: versions ? JSON.stringify(versions) : null,
      submitted_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function isOf(db: Db, person: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('attempt')
    .select('id')
    .where('person_id', '=', person)
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}

/** The first verdict of an attempt and generation stays. */
export async function insertVerdict(
  db: Db,
  { attempt, generation = 0, worker }: { attempt: Attempt & { id: string }; generation?: number; worker: string },
  at: number,
): Promise<void> {
  const { id, ...result } = attempt
  await db
    .insertInto('verdict')
    .values({
      attempt_id: id,
      generation,
      verdict: attempt.verdict,
      points: attempt.points,
      max_points: attempt.maxPoints,
      result: JSON.stringify(result),
      provenance: '{}',
      worker,
      at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** With its current verdict; null while it has none. */
export async function readAttempt(db: Db, person: string, id: string): Promise<Attempt | null> {
  const row = await judged(db, person).where('attempt.id', '=', id).executeTakeFirst()
  return row ? attemptOf(row) : null
}

/** The latest `limit` of the exercise that count, oldest first. */
export async function readAttempts(db: Db, person: string, exercise: string, limit: number): Promise<Attempt[]> {
  const rows = await judged(db, person)
    .where('attempt.exercise', '=', exercise)
    .where('verdict.verdict', '<>', 'error')
    // By time: what is brought from another machine may be older than what is here.
    .orderBy('attempt.submitted_at', 'desc')
    .orderBy('attempt.id', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map(attemptOf)
}

/** All that count, oldest first. */
export async function readAllAttempts(db: Db, person: string): Promise<Attempt[]> {
  const rows = await judged(db, person)
    .where('verdict.verdict', '<>', 'error')
    .orderBy('attempt.submitted_at')
    .orderBy('attempt.id')
    .execute()
  return rows.map(attemptOf)
}

export async function readFiles(db: Db, person: string, exercise: string, id: string) {
  const row = await db
    .selectFrom('attempt')
    .select('files')
    .where('person_id', '=', person)
    .where('exercise', '=', exercise)
    .where('id', '=', id)
    .executeTakeFirst()
  const files = row ? (JSON.parse(row.files) as Record<string, string>) : {}
  return Object.keys(files).length > 0 ? files : null
}

export async function readUnfinished(db: Db, person: string, exercises: readonly string[]): Promise<Owned[]> {
  if (exercises.length === 0) return []
  const rows = await unjudged(
    db.selectFrom('attempt').select(['id', 'exercise', 'files', 'versions', 'locale']),
    person,
  )
    .where('exercise', 'in', [...exercises])
    .orderBy('submitted_at')
    .orderBy('id')
    .execute()
  return rows.map(({ files, versions, locale, ...row }) => ({
    ...row,
    locale: locale as Locale,
    files: JSON.parse(files) as Record<string, string>,
    ...(versions !== null && { versions: JSON.parse(versions) as Record<string, string | null> }),
  }))
}

export async function deleteSubmission(db: Db, person: string, id: string): Promise<void> {
  await db
    .deleteFrom('attempt')
    .where('person_id', '=', person)
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('verdict').select(sql`1`.as('one')).whereRef('attempt_id', '=', 'attempt.id'))),
    )
    .execute()
}

function unjudged<O>(query: SelectQueryBuilder<Schema, 'attempt', O>, person: string) {
  return query
    .where('person_id', '=', person)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('verdict').select(sql`1`.as('one')).whereRef('attempt_id', '=', 'attempt.id'))),
    )
}

function judged(db: Db, person: string) {
  return db
    .selectFrom('attempt')
    .innerJoin('verdict', (join) =>
      join.onRef('verdict.attempt_id', '=', 'attempt.id').onRef('verdict.generation', '=', 'attempt.generation'),
    )
    .select(['attempt.id', 'attempt.exercise', 'attempt.submitted_at', 'verdict.result'])
    .where('attempt.person_id', '=', person)
}

type Judged = { id: string; exercise: string; submitted_at: number; result: string }

function attemptOf({ id, exercise, submitted_at, result }: Judged): Attempt {
  return { ...(JSON.parse(result) as Attempt), id, exercise, at: new Date(submitted_at).toISOString() }
}
