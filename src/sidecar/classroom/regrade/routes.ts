import { RegradeInput } from '../../../protocol/classroom/gradebook.ts'
import { type Call, Refusal, type Route, route } from '../http/route.ts'
import { wordsFor } from '../words/index.ts'
import { previewRegrade } from './preview.ts'
import { applyRegrade, discardRegrade, type Ended, findRegrade, regradesOf, startRegrade } from './regrade.ts'

const BASE = '/api/class/cohorts/:cohort/regrades'
const ONE = `${BASE}/:regrade` as const
const INSTRUCTORS = { who: 'member', atLeast: 'instructor' } as const

export const regradeRoutes: Route[] = [
  route({
    method: 'GET',
    path: BASE,
    rule: INSTRUCTORS,
    handle: async ({ classroom, params }) => ({
      json: { regrades: await regradesOf(classroom.database.db, params.cohort!) },
    }),
  }),
  route({
    method: 'POST',
    path: BASE,
    rule: INSTRUCTORS,
    body: RegradeInput,
    async handle({ classroom, me, params, body, now, locale }) {
      const words = wordsFor(locale)
      const { database, queue, course } = classroom
      if (body.exercise !== null && course.exercise(body.exercise) === null)
        throw new Refusal(400, 'ITEM_UNKNOWN', words.noSuchItem(body.exercise), { where: 'exercise' })
      const by = me!.id
      const started = await startRegrade(database.db, queue, {
        cohort: params.cohort!,
        exercise: body.exercise,
        by,
        now,
      })
      if (started.ok) return { json: { regrade: started.regrade, total: started.total }, status: 201 }
      if (started.why === 'RUNNING') throw new Refusal(409, 'REGRADE_RUNNING', words.regradeRunning())
      throw new Refusal(409, 'NOTHING_TO_REGRADE', words.nothingToRegrade())
    },
  }),
  route({
    method: 'GET',
    path: ONE,
    rule: INSTRUCTORS,
    async handle(call) {
      const { db } = call.classroom.database
      const regrade = await findRegrade(db, call.params.cohort!, call.params.regrade!)
      if (regrade === null) throw refusalOf(call, { ok: false, why: 'UNKNOWN', done: 0, total: 0 })
      return { json: await previewRegrade(db, call.params.cohort!, regrade) }
    },
  }),
  ...(
    [
      ['apply', applyRegrade],
      ['discard', discardRegrade],
    ] as const
  ).map(([name, end]) =>
    route({
      method: 'POST' as const,
      path: `${ONE}/${name}` as const,
      rule: INSTRUCTORS,
      async handle(call) {
        const { classroom, me, params, now } = call
        const ended = await end(classroom.database.db, params.cohort!, params.regrade!, me!.id, now)
        if (!ended.ok) throw refusalOf(call, ended)
        await classroom.bus.publish(classroom.database.db, `cohort:${params.cohort!}`, { type: 'gradebook' })
        return { json: { changed: ended.changed } }
      },
    }),
  ),
]

function refusalOf({ locale }: Call<unknown>, { why, done, total }: Extract<Ended, { ok: false }>): Refusal {
  const words = wordsFor(locale)
  switch (why) {
    case 'UNKNOWN':
      return new Refusal(404, 'REGRADE_UNKNOWN', words.noSuchRegrade())
    case 'NOT_READY':
      return new Refusal(409, 'REGRADE_NOT_READY', words.regradeNotReady(done, total))
    case 'OVER':
      return new Refusal(409, 'REGRADE_OVER', words.regradeOver())
    default:
      return why satisfies never
  }
}
