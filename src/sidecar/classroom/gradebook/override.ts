/** An instructor's word against the computed grade: with a reason, and kept for ever. */
import type { OverrideInput } from '../../../protocol/classroom/gradebook.ts'
import type { Db } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { Row } from '../../database/schema.ts'
import { audited } from '../audit.ts'

export async function override(
  db: Db,
  cohort: string,
  assignment: string,
  { exercise, person, points, reason }: OverrideInput,
  by: string,
  at: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = { id: newId(), assignment_id: assignment, exercise, person_id: person, points, reason, by, at }
    await trx.insertInto('grade_override').values(row).execute()
    const subject = `${assignment} ${exercise} ${person}`
    await audited(trx, { at, by, cohort, action: 'grade.override', subject, detail: { points, reason } })
  })
}

/** Oldest first, those taken back included. */
export async function overrideHistory(db: Db, assignment: string, person: string): Promise<Row<'grade_override'>[]> {
  return db
    .selectFrom('grade_override')
    .selectAll()
    .where('assignment_id', '=', assignment)
    .where('person_id', '=', person)
    .orderBy('at')
    .orderBy('id')
    .execute()
}
