/** Assignments in the database. Every query names the cohort, so that an id of another class finds nothing. */
import type { Assignment, AssignmentInput, Extension, ExtensionInput } from '../../../protocol/classroom/assignments.ts'
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { Row } from '../../database/schema.ts'

export async function createAssignment(
  trx: Trx,
  cohort: string,
  input: AssignmentInput,
  now: number,
): Promise<Assignment> {
  const id = newId()
  await trx
    .insertInto('assignment')
    .values({ id, cohort_id: cohort, released_at: null, created_at: now, ...columnsOf(input) })
    .execute()
  await insertItems(trx, id, input.items)
  return { ...input, id, cohort, releasedAt: null, createdAt: now }
}

/** Null when the cohort has no such assignment. Extensions and overrides stay. */
export async function replaceAssignment(
  trx: Trx,
  cohort: string,
  id: string,
  input: AssignmentInput,
): Promise<Assignment | null> {
  const row = await trx
    .updateTable('assignment')
    .set(columnsOf(input))
    .where('id', '=', id)
    .where('cohort_id', '=', cohort)
    .returningAll()
    .executeTakeFirst()
  if (!row) return null
  await trx.deleteFrom('assignment_item').where('assignment_id', '=', id).execute()
  await insertItems(trx, id, input.items)
  return { ...input, id, cohort, releasedAt: row.released_at, createdAt: row.created_at }
}

export async function deleteAssignment(db: Trx, cohort: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('assignment')
    .where('id', '=', id)
    .where('cohort_id', '=', cohort)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** Grades become visible to learners, or are taken back (null). */
export async function release(db: Trx, cohort: string, id: string, at: number | null): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('assignment')
    .set({ released_at: at })
    .where('id', '=', id)
    .where('cohort_id', '=', cohort)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** In the order in which they were made. */
export async function assignmentsOf(db: Db | Trx, cohorts: readonly string[]): Promise<Assignment[]> {
  if (cohorts.length === 0) return []
  const rows = await db
    .selectFrom('assignment')
    .selectAll()
    .where('cohort_id', 'in', cohorts)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  if (rows.length === 0) return []
  const items = await db
    .selectFrom('assignment_item')
    .selectAll()
    .where(
      'assignment_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('position')
    .execute()
  const byAssignment = Map.groupBy(items, ({ assignment_id }) => assignment_id)
  return rows.map((row) => assignmentOf(row, byAssignment.get(row.id) ?? []))
}

export async function findAssignment(db: Db | Trx, cohort: string, id: string): Promise<Assignment | null> {
  const row = await db
    .selectFrom('assignment')
    .selectAll()
    .where('id', '=', id)
    .where('cohort_id', '=', cohort)
    .executeTakeFirst()
  if (!row) return null
  const items = await db
    .selectFrom('assignment_item')
    .selectAll()
    .where('assignment_id', '=', id)
    .orderBy('position')
    .execute()
  return assignmentOf(row, items)
}

/** A later extension replaces the earlier one of the same learner; the audit trail keeps both. */
export async function extend(
  db: Trx,
  assignment: string,
  person: string,
  { dueAt, closesAt, moreAttempts, reason }: ExtensionInput,
  by: string,
  at: number,
): Promise<void> {
  const given = { due_at: dueAt, closes_at: closesAt, more_attempts: moreAttempts, reason, by, at }
  await db
    .insertInto('extension')
    .values({ assignment_id: assignment, person_id: person, ...given })
    .onConflict((conflict) => conflict.columns(['assignment_id', 'person_id']).doUpdateSet(given))
    .execute()
}

export async function withdrawExtension(db: Trx, assignment: string, person: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('extension')
    .where('assignment_id', '=', assignment)
    .where('person_id', '=', person)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** By assignment, then by person. */
export async function extensionsOf(
  db: Db | Trx,
  assignments: readonly string[],
  person?: string,
): Promise<Map<string, Map<string, Extension>>> {
  const found = new Map<string, Map<string, Extension>>()
  if (assignments.length === 0) return found
  let query = db.selectFrom('extension').selectAll().where('assignment_id', 'in', assignments)
  if (person !== undefined) query = query.where('person_id', '=', person)
  for (const row of await query.execute()) {
    const { assignment_id, person_id, due_at, closes_at, more_attempts, reason, by, at } = row
    const people = found.get(assignment_id) ?? new Map<string, Extension>()
    people.set(person_id, {
      person: person_id,
      dueAt: due_at,
      closesAt: closes_at,
      moreAttempts: more_attempts,
      reason,
      by,
      at,
    })
    found.set(assignment_id, people)
  }
  return found
}

function columnsOf(input: AssignmentInput) {
  return {
    title: input.title,
    opens_at: input.opensAt,
    due_at: input.dueAt,
    closes_at: input.closesAt,
    late: JSON.stringify(input.late),
    attempt_limit: input.attemptLimit,
    cooldown_ms: input.cooldownMs,
    hidden_tests: input.hiddenTests,
    keep: input.keep,
  }
}

async function insertItems(trx: Trx, id: string, items: AssignmentInput['items']): Promise<void> {
  await trx
    .insertInto('assignment_item')
    .values(items.map(({ kind, ref, points }, position) => ({ assignment_id: id, position, kind, ref, points })))
    .execute()
}

function assignmentOf(row: Row<'assignment'>, items: readonly Row<'assignment_item'>[]): Assignment {
  return {
    id: row.id,
    cohort: row.cohort_id,
    title: row.title,
    items: items.map(({ kind, ref, points }) => ({ kind, ref, points })),
    opensAt: row.opens_at,
    dueAt: row.due_at,
    closesAt: row.closes_at,
    late: JSON.parse(row.late),
    attemptLimit: row.attempt_limit,
    cooldownMs: row.cooldown_ms,
    hiddenTests: row.hidden_tests,
    keep: row.keep,
    releasedAt: row.released_at,
    createdAt: row.created_at,
  }
}
