/** A cohort's gradebook, computed from what is stored each time it is asked for: nothing can drift from the attempts. */
import type { Assignment } from '../../../protocol/classroom/assignments.ts'
import type { Gradebook, GradebookRow, GradeCell } from '../../../protocol/classroom/gradebook.ts'
import type { Db, Trx } from '../../database/database.ts'
import { windowOf } from '../assignments/policy.ts'
import { assignmentsOf, extensionsOf } from '../assignments/store.ts'
import { type GradedAttempt, gradeOf, type Override, rounded } from './grade.ts'
import { statisticsOf } from './statistics.ts'

export type BookOptions = {
  /** Only this learner's row. Statistics then are of that row alone. */
  person?: string
  /** Verdicts of these attempts are taken of the generation named, as if it were current: a regrade's preview. */
  generations?: ReadonlyMap<string, number>
}

export async function gradebookOf(db: Db | Trx, cohort: string, options: BookOptions = {}): Promise<Gradebook> {
  const [assignments, learners] = [await assignmentsOf(db, [cohort]), await learnersOf(db, cohort, options.person)]
  const ids = assignments.map(({ id }) => id)
  const extensions = await extensionsOf(db, ids, options.person)
  const attempts = await attemptsOf(db, cohort, options)
  const overrides = await overridesOf(db, ids)
  const done = await lessonsDone(db, cohort)
  const items = assignments.flatMap((assignment) => assignment.items.map((item) => ({ assignment, ...item })))

  const rows = learners.map((learner): GradebookRow => {
    const cells = items.map(({ assignment, kind, ref, points: of }): GradeCell => {
      const window = windowOf(assignment, extensions.get(assignment.id)?.get(learner.person) ?? null)
      const override = overrides.get(keyOf(assignment.id, learner.person, ref)) ?? null
      const given = kind === 'exercise' ? (attempts.get(`${learner.person} ${ref}`) ?? []) : done(learner.person, ref)
      const { lateness, ...grade } = gradeOf(assignment, of, window, given, override)
      return { ...grade, lateDays: lateness.days, lateFactor: lateness.factor }
    })
    return { ...learner, cells, total: rounded(cells.reduce((total, { points }) => total + (points ?? 0), 0)) }
  })

  const of = items.map(({ points }) => points)
  const statistics = statisticsOf(
    rows.map(({ cells }) => cells.map(({ points }) => points)),
    of,
    rows.map(({ cells }) => cells.map(({ attempts: count }) => count)),
  )
  const columns = items.map(({ assignment, kind, ref, points }, at) => ({
    assignment: assignment.id,
    title: assignment.title,
    kind,
    ref,
    of: points,
    statistics: statistics[at]!,
  }))
  return { columns, rows, of: rounded(of.reduce((total, points) => total + points, 0)) }
}

/** What a learner sees of their own: grades of assignments that are not released yet are held back. */
export function heldBack(book: Gradebook, assignments: readonly Assignment[], now: number): Gradebook {
  const shown = new Set(
    assignments.filter(({ releasedAt }) => releasedAt !== null && releasedAt <= now).map(({ id }) => id),
  )
  const rows = book.rows.map((row) => {
    const cells = row.cells.map((cell, at) =>
      shown.has(book.columns[at]!.assignment)
        ? cell
        : { ...cell, points: null, raw: null, attempt: null, override: null, lateDays: 0, lateFactor: 1 },
    )
    return { ...row, cells, total: rounded(cells.reduce((total, { points }) => total + (points ?? 0), 0)) }
  })
  const nothing = { graded: 0, difficulty: null, discrimination: null, attempts: null }
  return { ...book, rows, columns: book.columns.map((column) => ({ ...column, statistics: nothing })) }
}

async function learnersOf(db: Db | Trx, cohort: string, person?: string) {
  let query = db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.id as person', 'person.name', 'person.handle', 'person.email', 'person.source_id as sourceId'])
    .where('membership.cohort_id', '=', cohort)
    .where('membership.role', '=', 'learner')
  if (person !== undefined) query = query.where('person.id', '=', person)
  const people = await query.execute()
  // Not by the database: the two order text differently.
  return people.toSorted((a, b) => a.name.localeCompare(b.name) || (a.person < b.person ? -1 : 1))
}

async function attemptsOf(db: Db | Trx, cohort: string, { person, generations }: BookOptions) {
  let query = db
    .selectFrom('attempt')
    .innerJoin('verdict', 'verdict.attempt_id', 'attempt.id')
    .select([
      'attempt.id',
      'attempt.person_id',
      'attempt.exercise',
      'attempt.submitted_at',
      'attempt.generation as current',
      'verdict.generation',
      'verdict.verdict',
      'verdict.points',
      'verdict.max_points',
    ])
    .where('attempt.cohort_id', '=', cohort)
    .orderBy('attempt.submitted_at')
  if (person !== undefined) query = query.where('attempt.person_id', '=', person)
  if (generations === undefined) query = query.whereRef('verdict.generation', '=', 'attempt.generation')
  const rows = await query.execute()
  const chosen = rows.filter(({ id, generation, current }) => generation === (generations?.get(id) ?? current))
  return Map.groupBy(
    chosen.map(
      ({ id, person_id, exercise, submitted_at, verdict, points, max_points }): GradedAttempt & { key: string } => ({
        key: `${person_id} ${exercise}`,
        id,
        submittedAt: submitted_at,
        verdict,
        points,
        maxPoints: max_points,
      }),
    ),
    ({ key }) => key,
  )
}

/** The latest of each; one whose points are null was taken back. */
async function overridesOf(db: Db | Trx, assignments: readonly string[]): Promise<Map<string, Override>> {
  const found = new Map<string, Override>()
  if (assignments.length === 0) return found
  const rows = await db
    .selectFrom('grade_override')
    .selectAll()
    .where('assignment_id', 'in', assignments)
    .orderBy('at')
    .orderBy('id')
    .execute()
  for (const { assignment_id, person_id, exercise, points, reason, by, at } of rows) {
    const key = keyOf(assignment_id, person_id, exercise)
    if (points === null) found.delete(key)
    else found.set(key, { points, reason, by, at })
  }
  return found
}

/** A lesson counts as one attempt with all points from the moment it was done. */
async function lessonsDone(db: Db | Trx, cohort: string) {
  const rows = await db
    .selectFrom('progress')
    .innerJoin('membership', 'membership.person_id', 'progress.person_id')
    .select(['progress.person_id', 'progress.lesson', 'progress.state'])
    .where('membership.cohort_id', '=', cohort)
    .execute()
  const at = new Map<string, number>()
  for (const { person_id, lesson, state } of rows) {
    const { doneAt } = JSON.parse(state) as { doneAt?: number }
    if (typeof doneAt === 'number') at.set(`${person_id} ${lesson}`, doneAt)
  }
  return (person: string, lesson: string): GradedAttempt[] => {
    const submittedAt = at.get(`${person} ${lesson}`)
    if (submittedAt === undefined) return []
    return [{ id: `lesson:${lesson}`, submittedAt, verdict: 'pass', points: 1, maxPoints: 1 }]
  }
}

function keyOf(assignment: string, person: string, ref: string): string {
  return `${assignment} ${person} ${ref}`
}
