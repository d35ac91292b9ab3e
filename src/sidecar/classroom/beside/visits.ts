/** Who is on a learner's page: rows of `visit`, renewed by the server that holds the connection while it lasts. */
import type { Visit } from '../../../protocol/classroom/beside.ts'
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import { audited } from '../audit.ts'
import { BESIDE, type Who } from './may.ts'

export type NewVisit = Who & { lesson: string; edits: boolean }

/** Gives its id. One that was there a moment ago is taken up again; otherwise it is entered in the audit. */
export async function beginVisit(trx: Trx, visit: NewVisit, now: number): Promise<string> {
  const { cohort, person, visitor, lesson } = visit
  const edits = visit.edits ? 1 : 0
  const before = await trx
    .selectFrom('visit')
    .select('id')
    .where('cohort_id', '=', cohort)
    .where('person_id', '=', person)
    .where('by', '=', visitor)
    .where('lesson', '=', lesson)
    .where('edits', '=', edits)
    .where('ended_at', '>', now - BESIDE.resumeMs)
    .executeTakeFirst()
  if (before) {
    await trx.updateTable('visit').set({ seen_at: now, ended_at: null }).where('id', '=', before.id).execute()
    return before.id
  }
  const id = newId()
  const row = { id, cohort_id: cohort, person_id: person, by: visitor, lesson, edits, started_at: now } as const
  await trx
    .insertInto('visit')
    .values({ ...row, seen_at: now, ended_at: null })
    .execute()
  const action = visit.edits ? 'lab.join' : 'lab.watch'
  await audited(trx, { at: now, by: visitor, cohort, action, subject: person, detail: { lesson } })
  return id
}

export async function renewVisit(db: Db, id: string, now: number): Promise<void> {
  await db.updateTable('visit').set({ seen_at: now }).where('id', '=', id).where('ended_at', 'is', null).execute()
}

export async function endVisit(trx: Trx, id: string, now: number): Promise<void> {
  await trx.updateTable('visit').set({ ended_at: now }).where('id', '=', id).where('ended_at', 'is', null).execute()
}

/** On this person's pages now, whichever of their classes it is by. */
export async function visitsOf(db: Db, person: string, now: number): Promise<Visit[]> {
  const rows = await db
    .selectFrom('visit')
    .innerJoin('person', 'person.id', 'visit.by')
    .select(['person.name as by', 'visit.lesson', 'visit.edits', 'visit.started_at as since'])
    .where('visit.person_id', '=', person)
    .where('visit.ended_at', 'is', null)
    .where('visit.seen_at', '>', now - BESIDE.silentMs)
    .orderBy('visit.started_at')
    .orderBy('visit.id')
    .execute()
  return rows.map(({ edits, ...row }) => ({ ...row, edits: edits === 1 }))
}
