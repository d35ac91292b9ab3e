/** What applying a regrade would change: verdicts, and the grades that follow from them. */
import type { GradeChange, Regrade, RegradeChange, RegradePreview } from '../../../protocol/classroom/gradebook.ts'
import type { Db } from '../../database/database.ts'
import { gradebookOf } from '../gradebook/book.ts'

export async function previewRegrade(db: Db, cohort: string, regrade: Regrade): Promise<RegradePreview> {
  const rows = await db
    .selectFrom('regrade_item')
    .innerJoin('attempt', 'attempt.id', 'regrade_item.attempt_id')
    .innerJoin('person', 'person.id', 'attempt.person_id')
    .innerJoin('verdict as fresh', (join) =>
      join
        .onRef('fresh.attempt_id', '=', 'regrade_item.attempt_id')
        .onRef('fresh.generation', '=', 'regrade_item.after'),
    )
    .leftJoin('verdict as old', (join) =>
      join.onRef('old.attempt_id', '=', 'regrade_item.attempt_id').onRef('old.generation', '=', 'regrade_item.before'),
    )
    .select([
      'attempt.id as attempt',
      'attempt.person_id as person',
      'person.name',
      'attempt.exercise',
      'attempt.submitted_at as submittedAt',
      'regrade_item.after as generation',
      'old.verdict as oldVerdict',
      'old.points as oldPoints',
      'old.max_points as oldMax',
      'fresh.verdict',
      'fresh.points',
      'fresh.max_points as maxPoints',
    ])
    .where('regrade_item.regrade_id', '=', regrade.id)
    .orderBy('attempt.submitted_at')
    .orderBy('attempt.id')
    .execute()

  const verdicts = rows.flatMap((row): RegradeChange[] => {
    const { attempt, person, name, exercise, submittedAt, oldVerdict, oldPoints, oldMax, verdict, points, maxPoints } =
      row
    if (oldVerdict === verdict && oldPoints === points && oldMax === maxPoints) return []
    const before = oldVerdict === null ? null : { verdict: oldVerdict, points: oldPoints!, maxPoints: oldMax! }
    return [{ attempt, person, name, exercise, submittedAt, before, after: { verdict, points, maxPoints } }]
  })
  const generations = new Map(
    rows.filter(({ verdict }) => verdict !== 'error').map(({ attempt, generation }) => [attempt, generation]),
  )
  const [now, then] = [await gradebookOf(db, cohort), await gradebookOf(db, cohort, { generations })]
  const grades = now.rows.flatMap(({ person, name, cells }, row) =>
    cells.flatMap((cell, column): GradeChange[] => {
      const after = then.rows[row]?.cells[column]?.points ?? null
      if (cell.points === after) return []
      const { assignment, title, ref } = now.columns[column]!
      return [{ person, name, assignment, title, ref, before: cell.points, after }]
    }),
  )
  return { regrade, verdicts, grades }
}
