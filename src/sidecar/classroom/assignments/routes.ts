import { type Assignment, AssignmentInput, ExtensionInput } from '../../../protocol/classroom/assignments.ts'
import type { AuditAction } from '../../../protocol/classroom/audit.ts'
import type { Trx } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import { audited } from '../audit.ts'
import { type Call, Refusal, type Route, route } from '../http/route.ts'
import { wordsFor } from '../words/index.ts'
import { phaseOf, windowOf } from './policy.ts'
import {
  assignmentsOf,
  createAssignment,
  deleteAssignment,
  extend,
  extensionsOf,
  findAssignment,
  release,
  replaceAssignment,
  withdrawExtension,
} from './store.ts'

const BASE = '/api/class/cohorts/:cohort/assignments'
const ONE = `${BASE}/:assignment` as const
const INSTRUCTORS = { who: 'member', atLeast: 'instructor' } as const

export const assignmentRoutes: Route[] = [
  /** Learners are told of assignments that have opened, with their own bounds; staff of all. */
  route({
    method: 'GET',
    path: BASE,
    rule: { who: 'member', atLeast: 'learner' },
    async handle(call) {
      const { classroom, me, params, now } = call
      const { db } = classroom.database
      const cohort = params.cohort!
      const all = await assignmentsOf(db, [cohort])
      if (me!.roles.get(cohort) !== 'learner') return { json: { assignments: all } }
      const extensions = await extensionsOf(
        db,
        all.map(({ id }) => id),
        me!.id,
      )
      const mine = all.map((assignment) => {
        const extension = extensions.get(assignment.id)?.get(me!.id) ?? null
        const window = windowOf(assignment, extension)
        const moreAttempts = extension?.moreAttempts ?? 0
        return { ...assignment, mine: { ...window, phase: phaseOf(window, now), moreAttempts } }
      })
      return { json: { assignments: mine.filter(({ mine: { phase } }) => phase !== 'early') } }
    },
  }),
  route({
    method: 'POST',
    path: BASE,
    rule: INSTRUCTORS,
    body: AssignmentInput,
    async handle(call) {
      inCourse(call, call.body)
      const made = await changing(call, 'assignment.create', async (trx) => {
        const assignment = await createAssignment(trx, call.params.cohort!, call.body, call.now)
        return { result: assignment, subject: assignment.id, detail: call.body }
      })
      return { json: made, status: 201 }
    },
  }),
  route({
    method: 'PUT',
    path: ONE,
    rule: INSTRUCTORS,
    body: AssignmentInput,
    async handle(call) {
      inCourse(call, call.body)
      const { cohort, assignment } = call.params
      const kept = await changing(call, 'assignment.change', async (trx) => {
        const result = await replaceAssignment(trx, cohort!, assignment!, call.body)
        if (result === null) throw unknown(call)
        return { result, subject: assignment!, detail: call.body }
      })
      return { json: kept }
    },
  }),
  route({
    method: 'DELETE',
    path: ONE,
    rule: INSTRUCTORS,
    async handle(call) {
      const { cohort, assignment } = call.params
      await changing(call, 'assignment.delete', async (trx) => {
        if (!(await deleteAssignment(trx, cohort!, assignment!))) throw unknown(call)
        return { result: null, subject: assignment!, detail: {} }
      })
      return { json: {} }
    },
  }),
  ...([true, false] as const).map((released) =>
    route({
      method: released ? ('PUT' as const) : ('DELETE' as const),
      path: `${ONE}/release` as const,
      rule: INSTRUCTORS,
      async handle(call) {
        const { cohort, assignment } = call.params
        const at = released ? call.now : null
        await changing(call, released ? 'assignment.release' : 'assignment.withhold', async (trx) => {
          if (!(await release(trx, cohort!, assignment!, at))) throw unknown(call)
          return { result: null, subject: assignment!, detail: {} }
        })
        return { json: { releasedAt: at } }
      },
    }),
  ),
  route({
    method: 'GET',
    path: `${ONE}/extensions`,
    rule: { who: 'member', atLeast: 'assistant' },
    async handle(call) {
      const { id } = await found(call)
      const extensions = await extensionsOf(call.classroom.database.db, [id])
      return { json: { extensions: [...(extensions.get(id)?.values() ?? [])] } }
    },
  }),
  route({
    method: 'PUT',
    path: `${ONE}/extensions/:person`,
    rule: INSTRUCTORS,
    body: ExtensionInput,
    async handle(call) {
      const { me, params, body, now } = call
      const { id } = await found(call)
      await learnerHere(call)
      await changing(call, 'extension.give', async (trx) => {
        await extend(trx, id, params.person!, body, me!.id, now)
        return { result: null, subject: `${id} ${params.person}`, detail: body }
      })
      return { json: { ...body, person: params.person, by: me!.id, at: now } }
    },
  }),
  route({
    method: 'DELETE',
    path: `${ONE}/extensions/:person`,
    rule: INSTRUCTORS,
    async handle(call) {
      const { id } = await found(call)
      const person = call.params.person!
      await changing(call, 'extension.withdraw', async (trx) => {
        await withdrawExtension(trx, id, person)
        return { result: null, subject: `${id} ${person}`, detail: {} }
      })
      return { json: {} }
    },
  }),
]

/** The path's assignment. Throws a Refusal. */
export async function found(call: Call<unknown>): Promise<Assignment> {
  const { classroom, params } = call
  const assignment = await findAssignment(classroom.database.db, params.cohort!, params.assignment!)
  if (assignment === null) throw unknown(call)
  return assignment
}

/** The path's person is a member of the path's cohort. Throws a Refusal. */
export async function learnerHere({ classroom, params, locale }: Call<unknown>): Promise<Row<'membership'>> {
  const row = await classroom.database.db
    .selectFrom('membership')
    .selectAll()
    .where('cohort_id', '=', params.cohort!)
    .where('person_id', '=', params.person!)
    .executeTakeFirst()
  if (!row) throw new Refusal(404, 'PERSON_UNKNOWN', wordsFor(locale).notALearner())
  return row
}

function unknown({ locale }: Call<unknown>): Refusal {
  return new Refusal(404, 'ASSIGNMENT_UNKNOWN', wordsFor(locale).noSuchAssignment())
}

function inCourse({ classroom: { course }, locale }: Call<unknown>, { items }: AssignmentInput): void {
  for (const [at, { kind, ref }] of items.entries())
    if ((kind === 'lesson' ? course.lesson(ref) : course.exercise(ref)) === null)
      throw new Refusal(400, 'ITEM_UNKNOWN', wordsFor(locale).noSuchItem(ref), { where: `items.${at}.ref` })
}

/** One transaction: the change, its line in the audit trail, and the news to whoever watches the cohort. */
async function changing<T>(
  { classroom, me, params, now }: Call<unknown>,
  action: AuditAction,
  work: (trx: Trx) => Promise<{ result: T; subject: string; detail: object }>,
): Promise<T> {
  const cohort = params.cohort!
  return classroom.database.db.transaction().execute(async (trx) => {
    const { result, subject, detail } = await work(trx)
    await audited(trx, { at: now, by: me!.id, cohort, action, subject, detail })
    await classroom.bus.publish(trx, `cohort:${cohort}`, { type: 'assignments' })
    return result
  })
}
