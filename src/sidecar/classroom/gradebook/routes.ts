import { ASSIGNMENT_LIMITS } from '../../../protocol/classroom/assignments.ts'
import { OverrideInput } from '../../../protocol/classroom/gradebook.ts'
import { found } from '../assignments/routes.ts'
import { assignmentsOf } from '../assignments/store.ts'
import { AUDIT_SHOWN, auditTrail, beforeOf } from '../audit.ts'
import { Refusal, type Route, route } from '../http/route.ts'
import { wordsFor } from '../words/index.ts'
import { gradebookOf, heldBack } from './book.ts'
import { gradebookCsv, gradescopeCsv } from './export.ts'
import { override, overrideHistory } from './override.ts'

const COHORT = '/api/class/cohorts/:cohort'
const STAFF = { who: 'member', atLeast: 'assistant' } as const
const CSV = 'text/csv; charset=utf-8'
/** Entries of the audit trail in one answer. */

export const gradebookRoutes: Route[] = [
  route({
    method: 'GET',
    path: `${COHORT}/gradebook`,
    rule: STAFF,
    handle: async ({ classroom, params }) => ({ json: await gradebookOf(classroom.database.db, params.cohort!) }),
  }),
  /** One's own grades, as far as they are released. */
  route({
    method: 'GET',
    path: `${COHORT}/grades`,
    rule: { who: 'member', atLeast: 'learner' },
    async handle({ classroom, me, params, now }) {
      const { db } = classroom.database
      const book = await gradebookOf(db, params.cohort!, { person: me!.id })
      return { json: heldBack(book, await assignmentsOf(db, [params.cohort!]), now) }
    },
  }),
  route({
    method: 'GET',
    path: `${COHORT}/gradebook.csv`,
    rule: STAFF,
    async handle({ classroom, params, locale }) {
      const book = await gradebookOf(classroom.database.db, params.cohort!)
      return { file: 'grades.csv', type: CSV, content: gradebookCsv(book, wordsFor(locale)) }
    },
  }),
  route({
    method: 'GET',
    path: `${COHORT}/assignments/:assignment/gradescope.csv`,
    rule: STAFF,
    async handle(call) {
      const { db } = call.classroom.database
      const { id, dueAt } = await found(call)
      const book = await gradebookOf(db, call.params.cohort!)
      const rows = await db
        .selectFrom('attempt')
        .select(['id', 'submitted_at'])
        .where('cohort_id', '=', call.params.cohort!)
        .execute()
      const submittedAt = new Map(rows.map((row) => [row.id, row.submitted_at]))
      return { file: 'gradescope.csv', type: CSV, content: gradescopeCsv(book, id, submittedAt, dueAt) }
    },
  }),
  route({
    method: 'POST',
    path: `${COHORT}/assignments/:assignment/overrides`,
    rule: { who: 'member', atLeast: 'instructor' },
    body: OverrideInput,
    async handle(call) {
      const { classroom, me, params, body, now, locale } = call
      const { db } = classroom.database
      const { id, items } = await found(call)
      const item = items.find(({ ref }) => ref === body.exercise)
      if (!item)
        throw new Refusal(400, 'ITEM_NOT_ASSIGNED', wordsFor(locale).itemNotAssigned(body.exercise), {
          where: 'exercise',
        })
      if (body.points !== null && body.points > Math.min(item.points, ASSIGNMENT_LIMITS.points))
        throw new Refusal(400, 'POINTS_OUT_OF_RANGE', wordsFor(locale).pointsOutOfRange(item.points), {
          where: 'points',
        })
      const member = await db
        .selectFrom('membership')
        .select('role')
        .where('cohort_id', '=', params.cohort!)
        .where('person_id', '=', body.person)
        .executeTakeFirst()
      if (!member) throw new Refusal(404, 'PERSON_UNKNOWN', wordsFor(locale).notALearner(), { where: 'person' })
      await override(db, params.cohort!, id, body, me!.id, now)
      await classroom.bus.publish(db, `cohort:${params.cohort!}`, { type: 'gradebook' })
      return { json: {}, status: 201 }
    },
  }),
  route({
    method: 'GET',
    path: `${COHORT}/assignments/:assignment/overrides/:person`,
    rule: STAFF,
    async handle(call) {
      const { id } = await found(call)
      const rows = await overrideHistory(call.classroom.database.db, id, call.params.person!)
      return {
        json: { overrides: rows.map(({ exercise, points, reason, by, at }) => ({ exercise, points, reason, by, at })) },
      }
    },
  }),
  route({
    method: 'GET',
    path: `${COHORT}/audit`,
    rule: { who: 'member', atLeast: 'instructor' },
    async handle({ classroom, params, query }) {
      const of = { cohort: params.cohort!, limit: AUDIT_SHOWN, before: beforeOf(query) }
      return { json: await auditTrail(classroom.database.db, of) }
    },
  }),
]
