import { ApplyRoster, PreviewRoster, ROSTER_LIMITS, type RosterApplied } from '../../../../protocol/classroom/roster.ts'
import { demandLive } from '../../cohorts/cohorts.ts'
import { type Answer, type Call, Refusal, type Route, route } from '../../http/route.ts'
import { wordsFor } from '../../words/index.ts'
import { signedIn } from '../coming-in.ts'
import { mayLink } from '../links.ts'
import { notedOfCohort } from '../noted.ts'
import { carryOut, holdRosters } from './apply.ts'
import { rosterCsv } from './export.ts'
import { linksFor } from './links.ts'
import type { Planner } from './plan.ts'
import { countsOf, hashOfPlan, planFor, previewOf, readRoster } from './preview.ts'
import { standingsOf } from './standing.ts'

const ROSTER = '/api/class/cohorts/:cohort/roster'
const INSTRUCTOR = { who: 'member', atLeast: 'instructor' } as const
/** Base64 of the largest file, and what is around it. */
const BODY_BYTES = Math.ceil(ROSTER_LIMITS.bytes / 3) * 4 + 4_096

export const rosterRoutes: Route[] = [
  route({ method: 'GET', path: ROSTER, rule: INSTRUCTOR, handle: download }),
  route({
    method: 'POST',
    path: `${ROSTER}/preview`,
    rule: INSTRUCTOR,
    body: PreviewRoster,
    bodyBytes: BODY_BYTES,
    handle: preview,
  }),
  route({
    method: 'POST',
    path: `${ROSTER}/apply`,
    rule: INSTRUCTOR,
    body: ApplyRoster,
    bodyBytes: BODY_BYTES,
    handle: apply,
  }),
  route({ method: 'POST', path: `${ROSTER}/links`, rule: INSTRUCTOR, handle: links }),
]

async function download({ classroom, params }: Call<unknown>): Promise<Answer> {
  const content = await rosterCsv(classroom.database.db, params.cohort!)
  return { file: 'users.csv', type: 'text/csv; charset=utf-8', content }
}

/** Writes nothing. */
async function preview(call: Call<PreviewRoster>): Promise<Answer> {
  const { db } = call.classroom.database
  await demandLive(db, call.params.cohort!)
  const file = readRoster(call.body.content)
  const planner = plannerOf(call)
  return { json: previewOf(file, await planFor(db, file, planner), planner, call.locale) }
}

/** The plan is made anew within the transaction: nobody comes between what is looked at and what is done. */
async function apply(call: Call<ApplyRoster>): Promise<Answer> {
  const { classroom, body, locale, now } = call
  const cohort = call.params.cohort!
  const file = readRoster(body.content)
  const planner = plannerOf(call)
  const json = await classroom.database.db.transaction().execute(async (trx): Promise<RosterApplied> => {
    await holdRosters(trx)
    await demandLive(trx, cohort)
    const plan = await planFor(trx, file, planner)
    if (file.faults.length + plan.faults.length > 0)
      throw new Refusal(409, 'ROSTER_ERRORS', ['rosterErrors', file.faults.length + plan.faults.length])
    if (hashOfPlan(file, plan, planner) !== body.hash) throw new Refusal(409, 'ROSTER_CHANGED', ['rosterChanged'])
    const made = await carryOut(trx, plan, cohort, now)
    const counts = countsOf(plan)
    const of = { cohort, origin: classroom.origin, now, words: wordsFor(locale) }
    const given = await linksFor(trx, made, of)
    await notedOfCohort(trx, call, 'roster.apply', counts)
    await classroom.bus.publish(trx, `cohort:${cohort}`, { type: 'members' })
    return { counts, links: given }
  })
  return { json }
}

/** New links for all members who have never come in; for whoever lost theirs, and for an answer that never arrived. */
async function links(call: Call<unknown>): Promise<Answer> {
  const { classroom, locale, now } = call
  const cohort = call.params.cohort!
  const { by } = plannerOf({ ...call, body: { absent: 'stay' } })
  const json = await classroom.database.db.transaction().execute(async (trx) => {
    await demandLive(trx, cohort)
    const members = await trx
      .selectFrom('person')
      .innerJoin('membership', 'membership.person_id', 'person.id')
      .selectAll('person')
      .where('cohort_id', '=', cohort)
      .where('active', '=', 1)
      .orderBy('name')
      .execute()
    const order = new Map(members.map(({ id }, at) => [id, at]))
    const people = (await standingsOf(trx, members))
      .filter((one) => !one.claimed && (by.admin || mayLink(by.roles, one)))
      .toSorted((a, b) => order.get(a.id)! - order.get(b.id)!)
    const given = await linksFor(trx, people, { cohort, origin: classroom.origin, now, words: wordsFor(locale) })
    if (given !== null) await notedOfCohort(trx, call, 'roster.links', { people: people.map(({ id }) => id) })
    return { links: given }
  })
  return { json }
}

function plannerOf(call: Pick<Call<{ absent: Planner['absent'] }>, 'me' | 'params' | 'body'>): Planner {
  const { admin, roles } = signedIn(call)
  return { cohort: call.params.cohort!, by: { admin, roles }, absent: call.body.absent }
}
