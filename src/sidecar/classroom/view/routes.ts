import {
  HandInput,
  type Note,
  NoteInput,
  PresenceInput,
  ProgressInput,
  VIEW_LIMITS,
  WarmInput,
} from '../../../protocol/classroom/view.ts'
import type { Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import { audited } from '../audit.ts'
import { type Call, Refusal, type Route, route } from '../http/route.ts'
import { lower, ownHand, present, progressed, raise } from './here.ts'
import { attemptOfLearner, attemptsOfLearner, classViewOf, HERE_MS, insight, textsOfLearner } from './view.ts'

const COHORT = '/api/class/cohorts/:cohort'
const PERSON = `${COHORT}/people/:person` as const
const MEMBER = { who: 'member', atLeast: 'learner' } as const
const STAFF = { who: 'member', atLeast: 'assistant' } as const
const OWN_OR_STAFF = { who: 'self-or-staff', atLeast: 'assistant' } as const

export const viewRoutes: Route[] = [
  route({
    method: 'GET',
    path: `${COHORT}/view`,
    rule: STAFF,
    handle: async ({ classroom, params, now }) => ({
      json: await classViewOf(classroom.database.db, params.cohort!, now),
    }),
  }),
  route({
    method: 'GET',
    path: `${COHORT}/insight/:unit/:name`,
    rule: STAFF,
    async handle({ classroom, params }) {
      return { json: await insight(classroom.database.db, params.cohort!, `${params.unit}/${params.name}`) }
    },
  }),
  route({
    method: 'GET',
    path: `${PERSON}/attempts`,
    rule: OWN_OR_STAFF,
    async handle({ classroom, params }) {
      const { cohort, person } = params
      return {
        json: { attempts: await attemptsOfLearner(classroom.database.db, cohort!, person!, VIEW_LIMITS.attempts) },
      }
    },
  }),
  /** Staff only: a learner reads theirs on the page, where hidden tests are held back. */
  route({
    method: 'GET',
    path: `${PERSON}/attempts/:attempt`,
    rule: STAFF,
    async handle({ classroom, params }) {
      const found = await attemptOfLearner(classroom.database.db, params.cohort!, params.person!, params.attempt!)
      if (found === null) throw new Refusal(404, 'ATTEMPT_UNKNOWN', ['noSuchAttempt'])
      return { json: found }
    },
  }),
  route({
    method: 'GET',
    path: `${PERSON}/texts/:unit/:lesson`,
    rule: OWN_OR_STAFF,
    async handle(call) {
      const { labs, exercises } = lessonOf(call, `${call.params.unit}/${call.params.lesson}`)
      return {
        json: { texts: await textsOfLearner(call.classroom.database.db, call.params.person!, [...labs, ...exercises]) },
      }
    },
  }),
  route({
    method: 'PUT',
    path: `${COHORT}/presence`,
    rule: MEMBER,
    body: PresenceInput,
    async handle(call) {
      const { me, params, body, now } = call
      lessonOf(call, body.lesson)
      await transaction(call, async (trx) => {
        const news = await present(trx, { cohort: params.cohort!, person: me!.id, ...body, now }, HERE_MS)
        return news ? { type: 'presence', person: me!.id, ...body, at: now } : null
      })
      return { json: {} }
    },
  }),
  route({
    method: 'PUT',
    path: `${COHORT}/progress/:unit/:lesson`,
    rule: MEMBER,
    body: ProgressInput,
    async handle(call) {
      const { me, params, body, now } = call
      const lesson = `${params.unit}/${params.lesson}`
      lessonOf(call, lesson)
      await transaction(call, async (trx) => {
        await progressed(trx, me!.id, lesson, body, now)
        return { type: 'progress', person: me!.id, lesson, ...body }
      })
      return { json: {} }
    },
  }),
  route({
    method: 'GET',
    path: `${COHORT}/hand`,
    rule: MEMBER,
    async handle({ classroom, me, params }) {
      const hand = await classroom.database.db.transaction().execute((trx) => ownHand(trx, params.cohort!, me!.id))
      return { json: { hand } }
    },
  }),
  route({
    method: 'PUT',
    path: `${COHORT}/hand`,
    rule: MEMBER,
    body: HandInput,
    async handle(call) {
      const { classroom, me, params, body, now } = call
      lessonOf(call, body.lesson)
      const cohort = params.cohort!
      const hand = await classroom.database.db.transaction().execute(async (trx) => {
        const raised = await raise(trx, { cohort, person: me!.id, ...body, now })
        await classroom.bus.publish(trx, `cohort:${cohort}`, { type: 'hand', person: me!.id, hand: raised })
        return raised
      })
      return { json: { hand } }
    },
  }),
  route({
    method: 'DELETE',
    path: `${COHORT}/hand`,
    rule: MEMBER,
    async handle(call) {
      const { me, params, now } = call
      await transaction(call, async (trx) => {
        const lowered = await lower(trx, params.cohort!, { person: me!.id }, null, now)
        return lowered && { type: 'hand', person: lowered.person, hand: null }
      })
      return { json: {} }
    },
  }),
  route({
    method: 'POST',
    path: `${COHORT}/hands/:hand/answer`,
    rule: STAFF,
    async handle(call) {
      const { classroom, me, params, now } = call
      const { db } = classroom.database
      const cohort = params.cohort!
      const answered = await db.transaction().execute(async (trx) => {
        const lowered = await lower(trx, cohort, { id: params.hand! }, me!.id, now)
        if (lowered === null) throw new Refusal(409, 'HAND_DOWN', ['handIsDown'])
        const { person, join } = lowered
        const news = { type: 'hand', person, hand: null, answeredBy: me!.id, name: me!.name }
        await classroom.bus.publish(trx, `cohort:${cohort}`, news)
        if (join) await classroom.bus.publish(trx, `cohort:${cohort}`, { type: 'beside', person })
        return lowered
      })
      return { json: answered }
    },
  }),
  route({
    method: 'GET',
    path: `${COHORT}/notes`,
    rule: MEMBER,
    async handle({ classroom, params }) {
      const notes = await classroom.database.db
        .selectFrom('note')
        .innerJoin('person', 'person.id', 'note.by')
        .select(['note.id', 'person.name as by', 'note.text', 'note.at'])
        .where('note.cohort_id', '=', params.cohort!)
        .orderBy('note.at', 'desc')
        .limit(VIEW_LIMITS.notes)
        .execute()
      return { json: { notes } }
    },
  }),
  route({
    method: 'POST',
    path: `${COHORT}/notes`,
    rule: STAFF,
    body: NoteInput,
    async handle(call) {
      const { me, params, body, now } = call
      const note: Note = { id: newId(), by: me!.name, text: body.text, at: now }
      await transaction(call, async (trx) => {
        await trx
          .insertInto('note')
          .values({ id: note.id, cohort_id: params.cohort!, by: me!.id, text: body.text, at: now })
          .execute()
        return { type: 'note', note }
      })
      return { json: note, status: 201 }
    },
  }),
  route({
    method: 'POST',
    path: `${COHORT}/warm`,
    rule: STAFF,
    body: WarmInput,
    async handle(call) {
      const { classroom, me, params, body, now } = call
      if (classroom.course.lab(body.lab) === null)
        throw new Refusal(400, 'LAB_UNKNOWN', ['noSuchLab', body.lab], { where: 'lab' })
      await transaction(call, async (trx) => {
        const cohort = params.cohort!
        await audited(trx, { at: now, by: me!.id, cohort, action: 'class.warm', subject: body.lab, detail: {} })
        return { type: 'warm', lab: body.lab }
      })
      return { json: {} }
    },
  }),
]

function lessonOf({ classroom }: Call<unknown>, id: string) {
  const lesson = classroom.course.lesson(id)
  if (lesson === null) throw new Refusal(400, 'LESSON_UNKNOWN', ['noSuchLesson', id], { where: 'lesson' })
  return lesson
}

/** What is changed and the news of it, in one transaction; null: no news. */
async function transaction(
  { classroom, params }: Call<unknown>,
  work: (trx: Trx) => Promise<{ type: string; [field: string]: unknown } | null>,
): Promise<void> {
  await classroom.database.db.transaction().execute(async (trx) => {
    const news = await work(trx)
    if (news !== null) await classroom.bus.publish(trx, `cohort:${params.cohort!}`, news)
  })
}
