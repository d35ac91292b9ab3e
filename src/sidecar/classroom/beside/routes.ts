import type { WhoIsBeside } from '../../../protocol/classroom/beside.ts'
import { audited } from '../audit.ts'
import { type Route, route } from '../http/route.ts'
import { endJoins, mayVisit } from './may.ts'
import { visitsOf } from './visits.ts'

const PATH = '/api/class/cohorts/:cohort/people/:person/beside'
const OWN_OR_STAFF = { who: 'self-or-staff', atLeast: 'assistant' } as const

export const besideRoutes: Route[] = [
  route({
    method: 'GET',
    path: PATH,
    rule: OWN_OR_STAFF,
    async handle({ classroom, me, params, now }) {
      const { db } = classroom.database
      const { cohort, person } = params as { cohort: string; person: string }
      const { name } = await db.selectFrom('person').select('name').where('id', '=', person).executeTakeFirstOrThrow()
      const may = person === me!.id ? null : await mayVisit(db, { cohort, person, visitor: me!.id }, now)
      const visits = await visitsOf(db, person, now)
      return { json: { name, edits: may?.edits ?? false, visits } satisfies WhoIsBeside }
    },
  }),
  /** Working beside them ends: for everybody when it is the learner who says so. */
  route({
    method: 'DELETE',
    path: PATH,
    rule: OWN_OR_STAFF,
    async handle({ classroom, me, params, now }) {
      const { cohort, person } = params as { cohort: string; person: string }
      const own = person === me!.id
      await classroom.database.db.transaction().execute(async (trx) => {
        const ended = await endJoins(trx, { cohort, person, ...(!own && { visitor: me!.id }) }, now)
        if (ended === 0) return
        await audited(trx, { at: now, by: me!.id, cohort, action: 'lab.part', subject: person, detail: {} })
        await classroom.bus.publish(trx, `cohort:${cohort}`, { type: 'beside', person })
      })
      return { json: {} }
    },
  }),
]
