/** Rows for tests: people, a cohort and their places in it, attempts with their verdicts. */
import type { Db } from '../../../src/sidecar/database/database.ts'
import { newId } from '../../../src/sidecar/database/id.ts'
import type { CohortRole } from '../../../src/sidecar/database/schema.ts'

export async function person(db: Db, name: string): Promise<string> {
  const id = newId()
  const row = {
    id,
    name,
    email: null,
    source_id: null,
    handle: id.toLowerCase(),
    admin: 0,
    active: 1,
    locale: null,
  } as const
  await db
    .insertInto('person')
    .values({ ...row, created_at: 1 })
    .execute()
  return id
}

export async function cohort(db: Db, title = 'Networks', timeZone = 'Asia/Shanghai'): Promise<string> {
  const id = newId()
  await db
    .insertInto('cohort')
    .values({ id, title, time_zone: timeZone, created_at: 1, archived_at: null, settings: '{}' })
    .execute()
  return id
}

export async function member(db: Db, cohortId: string, name: string, role: CohortRole = 'learner'): Promise<string> {
  const id = await person(db, name)
  await db.insertInto('membership').values({ cohort_id: cohortId, person_id: id, role, joined_at: 1 }).execute()
  return id
}

export type Graded = {
  person: string
  cohort: string | null
  exercise: string
  at: number
  points: number
  maxPoints?: number
  verdict?: 'pass' | 'fail' | 'error'
}

export async function attempt(db: Db, { person: by, cohort: of, exercise, at, ...graded }: Graded): Promise<string> {
  const id = newId()
  const row = { id, person_id: by, cohort_id: of, exercise, locale: 'en', files: '{"main.ts":""}', submitted_at: at }
  await db.insertInto('attempt').values(row).execute()
  await verdict(db, id, 0, graded)
  return id
}

export async function verdict(
  db: Db,
  attemptId: string,
  generation: number,
  {
    points,
    maxPoints = 10,
    verdict: word = points === maxPoints ? 'pass' : 'fail',
  }: Pick<Graded, 'points' | 'maxPoints' | 'verdict'>,
): Promise<void> {
  const row = { attempt_id: attemptId, generation, verdict: word, points, max_points: maxPoints, worker: 'w', at: 1 }
  await db
    .insertInto('verdict')
    .values({ ...row, result: JSON.stringify({ verdict: word, points, maxPoints, tests: [] }), provenance: '{}' })
    .execute()
}
