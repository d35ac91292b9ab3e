/** The class as it stands now, computed from what is stored. */
import type { AttemptSummary, ClassView, ExerciseInsight, LearnerStanding } from '../../../protocol/classroom/view.ts'
import type { Attempt } from '../../../protocol/messages.ts'
import type { Db, Trx } from '../../database/database.ts'
import { insightOf, type Seen, standingOf } from './standing.ts'

/** A page tells where it is each half minute; who has been silent for longer is not here, ms. */
export const HERE_MS = 75_000

export async function classViewOf(db: Db, cohort: string, now: number): Promise<ClassView> {
  return db.transaction().execute(async (trx) => {
    // First of all: what is read below is at least as new as this number.
    const latest = await trx
      .selectFrom('event')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .executeTakeFirst()
    const learners = await learnersOf(trx, cohort)
    const presences = new Map((await presencesOf(trx, cohort)).map((row) => [row.person_id, row]))
    const hands = await openHands(trx, cohort)
    const attempts = Map.groupBy(await attemptsOf(trx, cohort), ({ person }) => person)
    const progress = Map.groupBy(await progressOf(trx, cohort), ({ person_id }) => person_id)
    const standings = learners.map(({ id, name, handle }): LearnerStanding => {
      const presence = presences.get(id)
      const hand = hands.find(({ person_id }) => person_id === id)
      const own = Map.groupBy(attempts.get(id) ?? [], ({ exercise }) => exercise)
      return {
        person: id,
        name,
        handle,
        presence: presence
          ? { lesson: presence.lesson, cell: presence.cell, at: presence.at, here: now - presence.at <= HERE_MS }
          : null,
        hand: hand
          ? { id: hand.id, lesson: hand.lesson, cell: hand.cell, at: hand.raised_at, join: hand.lets_join === 1 }
          : null,
        lessons: Object.fromEntries((progress.get(id) ?? []).map(({ lesson, state }) => [lesson, lessonOf(state)])),
        exercises: [...own.values()].map(standingOf),
      }
    })
    return { seq: latest?.seq ?? 0, at: now, learners: standings, hands: hands.map(({ person_id }) => person_id) }
  })
}

export async function insight(db: Db, cohort: string, exercise: string): Promise<ExerciseInsight> {
  const all = (await attemptsOf(db, cohort, { exercise })).filter(
    ({ result }) => result !== null && result.verdict !== 'error',
  )
  const latest = [...Map.groupBy(all, ({ person }) => person).values()].map((own) => own.at(-1)!.result!)
  return insightOf(exercise, latest)
}

/** A learner's attempts in this cohort, newest first. */
export async function attemptsOfLearner(
  db: Db,
  cohort: string,
  person: string,
  limit: number,
): Promise<AttemptSummary[]> {
  const rows = await db
    .selectFrom('attempt')
    .leftJoin('verdict', (join) =>
      join.onRef('verdict.attempt_id', '=', 'attempt.id').onRef('verdict.generation', '=', 'attempt.generation'),
    )
    .select([
      'attempt.id',
      'attempt.exercise',
      'attempt.submitted_at as submittedAt',
      'verdict.verdict',
      'verdict.points',
    ])
    .select('verdict.max_points as maxPoints')
    .where('attempt.cohort_id', '=', cohort)
    .where('attempt.person_id', '=', person)
    .orderBy('attempt.submitted_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, points: row.points ?? 0, maxPoints: row.maxPoints ?? 0 }))
}

/** One attempt whole; null when this learner has none such in this cohort. */
export async function attemptOfLearner(db: Db, cohort: string, person: string, id: string) {
  const row = await db
    .selectFrom('attempt')
    .leftJoin('verdict', (join) =>
      join.onRef('verdict.attempt_id', '=', 'attempt.id').onRef('verdict.generation', '=', 'attempt.generation'),
    )
    .select(['attempt.id', 'attempt.exercise', 'attempt.submitted_at', 'attempt.files', 'verdict.result'])
    .where('attempt.id', '=', id)
    .where('attempt.cohort_id', '=', cohort)
    .where('attempt.person_id', '=', person)
    .executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    exercise: row.exercise,
    submittedAt: row.submitted_at,
    files: JSON.parse(row.files) as Record<string, string>,
    result: row.result === null ? null : (JSON.parse(row.result) as Attempt),
  }
}

/** The current text of each file a learner wrote in these labs and exercises. */
export async function textsOfLearner(db: Db, person: string, owners: readonly string[]) {
  if (owners.length === 0) return []
  const rows = await db
    .selectFrom('text_version')
    .select(['kind', 'owner', 'file', 'revision', 'text', 'at'])
    .where('person_id', '=', person)
    .where('owner', 'in', owners)
    .where('aside', '=', 0)
    .orderBy('revision')
    .execute()
  return [...new Map(rows.map((row) => [`${row.kind} ${row.owner} ${row.file}`, row])).values()]
}

async function learnersOf(db: Trx, cohort: string) {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.id', 'person.name', 'person.handle'])
    .where('membership.cohort_id', '=', cohort)
    .where('membership.role', '=', 'learner')
    .execute()
  return rows.toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
}

async function presencesOf(db: Trx, cohort: string) {
  return db.selectFrom('presence').selectAll().where('cohort_id', '=', cohort).execute()
}

async function openHands(db: Trx, cohort: string) {
  return db
    .selectFrom('hand')
    .selectAll()
    .where('cohort_id', '=', cohort)
    .where('lowered_at', 'is', null)
    .orderBy('raised_at')
    .orderBy('id')
    .execute()
}

async function progressOf(db: Trx, cohort: string) {
  return db
    .selectFrom('progress')
    .innerJoin('membership', 'membership.person_id', 'progress.person_id')
    .select(['progress.person_id', 'progress.lesson', 'progress.state'])
    .where('membership.cohort_id', '=', cohort)
    .execute()
}

/** Oldest first. */
async function attemptsOf(db: Db | Trx, cohort: string, only: { exercise?: string } = {}): Promise<Seen[]> {
  let query = db
    .selectFrom('attempt')
    .leftJoin('verdict', (join) =>
      join.onRef('verdict.attempt_id', '=', 'attempt.id').onRef('verdict.generation', '=', 'attempt.generation'),
    )
    .select(['attempt.person_id', 'attempt.exercise', 'attempt.submitted_at', 'verdict.result'])
    .where('attempt.cohort_id', '=', cohort)
    .orderBy('attempt.submitted_at')
    .orderBy('attempt.id')
  if (only.exercise !== undefined) query = query.where('attempt.exercise', '=', only.exercise)
  const rows = await query.execute()
  return rows.map(({ person_id: person, exercise, submitted_at: submittedAt, result }) => {
    return { person, exercise, submittedAt, result: result === null ? null : (JSON.parse(result) as Attempt) }
  })
}

function lessonOf(state: string): { done: boolean; cells: number; cellsDone: number } {
  const { doneAt = null, cells = 0, cellsDone = 0 } = JSON.parse(state) as Record<string, number | null>
  return { done: doneAt !== null, cells: cells ?? 0, cellsDone: cellsDone ?? 0 }
}
