/** A class's own calls: where it comes from, its members anew, and the ledger of its scores. */
import type { LtiOfCohort, MembersSynced, ScoreEntry } from '../../../protocol/classroom/lti.ts'
import type { Db, Trx } from '../../database/database.ts'
import { audited } from '../audit.ts'
import { demandLive } from '../cohorts/cohorts.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { signedIn } from '../people/coming-in.ts'
import { wordsFor } from '../words/index.ts'
import { SCORES } from './limits.ts'
import { platformOf } from './login.ts'
import { readMembers, takeOver } from './members.ts'

export async function overview({ classroom, params }: Call<unknown>): Promise<Answer> {
  const { db } = classroom.database
  const cohort = params.cohort!
  const contexts = await db
    .selectFrom('lti_context')
    .innerJoin('lti_platform', 'lti_platform.id', 'lti_context.platform_id')
    .select(['lti_platform.name as platform', 'context', 'members_url'])
    .where('cohort_id', '=', cohort)
    .orderBy('context')
    .execute()
  const links = await linksOf(db, cohort)
    .select(['lti_link.id', 'lti_link.kind', 'lti_link.ref', 'lti_link.line_item', 'lti_link.max_points'])
    .orderBy('lti_link.ref')
    .orderBy('lti_link.id')
    .execute()
  const told: LtiOfCohort = {
    contexts: contexts.map(({ members_url, ...context }) => ({ ...context, members: members_url !== null })),
    links: links.map(({ id, kind, ref, line_item, max_points }) => {
      return { id, kind, ref, scores: line_item !== null, maxPoints: max_points }
    }),
  }
  return { json: told }
}

/** Links of a class, by its contexts. */
function linksOf(db: Db | Trx, cohort: string) {
  return db
    .selectFrom('lti_link')
    .innerJoin('lti_context', (join) =>
      join
        .onRef('lti_context.platform_id', '=', 'lti_link.platform_id')
        .onRef('lti_context.context', '=', 'lti_link.context'),
    )
    .where('lti_context.cohort_id', '=', cohort)
}

/** All of them are read before anything is changed. */
export async function syncMembers(call: Call<unknown>): Promise<Answer> {
  const { classroom, params, now, locale } = call
  const { db } = classroom.database
  const cohort = params.cohort!
  const { id: by } = signedIn(call)
  await demandLive(db, cohort)
  const contexts = await db.selectFrom('lti_context').selectAll().where('cohort_id', '=', cohort).execute()
  const known = contexts.flatMap(({ members_url, platform_id }) => (members_url ? [{ members_url, platform_id }] : []))
  const [context] = known
  if (!context) throw new Refusal(409, 'LTI_NO_MEMBERS', ['ltiNoMembers'])
  const platform = await platformOf(call, context.platform_id)
  const members = await readMembers({ db, clock: classroom.clock }, platform, context.members_url)
  const nameless = wordsFor(locale).ltiNameless()
  const synced: MembersSynced = await db.transaction().execute(async (trx) => {
    await demandLive(trx, cohort)
    const done = await takeOver(trx, members, { cohort, issuer: platform.issuer, by, nameless, now })
    await classroom.bus.publish(trx, `cohort:${cohort}`, { type: 'members' })
    return done
  })
  return { json: synced }
}

/** The ledger, newest first. */
export async function scores({ classroom, params }: Call<unknown>): Promise<Answer> {
  const rows = await linksOf(classroom.database.db, params.cohort!)
    .innerJoin('lti_score', 'lti_score.link_id', 'lti_link.id')
    .innerJoin('person', 'person.id', 'lti_score.person_id')
    .selectAll('lti_score')
    .select(['person.name', 'lti_link.ref'])
    .orderBy('lti_score.at', 'desc')
    .orderBy('lti_score.id')
    .limit(SCORES.shown)
    .execute()
  const entries = rows.map(
    (row): ScoreEntry => ({
      ...{ id: row.id, person: row.person_id, name: row.name, exercise: row.ref, points: row.points },
      ...{ maxPoints: row.max_points, state: row.state, tries: row.tries, answer: row.answer, at: row.at },
      nextAt: row.state === 'waiting' ? row.next_at : null,
      acknowledgedAt: row.acknowledged_at,
    }),
  )
  return { json: { scores: entries } }
}

/** One that failed is sent again, or one that waits at once; unless a newer one has taken its place. */
export async function again(call: Call<unknown>): Promise<Answer> {
  const { classroom, params, now } = call
  const cohort = params.cohort!
  await classroom.database.db.transaction().execute(async (trx) => {
    const row = await linksOf(trx, cohort)
      .innerJoin('lti_score', 'lti_score.link_id', 'lti_link.id')
      .selectAll('lti_score')
      .where('lti_score.id', '=', params.score!)
      .executeTakeFirst()
    if (!row) throw new Refusal(404, 'LTI_SCORE_UNKNOWN', ['ltiNoSuchScore'])
    const newer = await trx
      .selectFrom('lti_score')
      .select('id')
      .where('link_id', '=', row.link_id)
      .where('person_id', '=', row.person_id)
      .where('at', '>', row.at)
      .executeTakeFirst()
    const { numUpdatedRows } = await trx
      .updateTable('lti_score')
      .set({ state: 'waiting', tries: 0, next_at: now })
      .where('id', '=', row.id)
      .where('state', '!=', 'acknowledged')
      .executeTakeFirst()
    if (newer || numUpdatedRows === 0n) throw new Refusal(409, 'LTI_SCORE_TOLD', ['ltiScoreTold'])
    const { id: by } = signedIn(call)
    await audited(trx, { at: now, by, cohort, action: 'lti.score.again', subject: row.id, detail: {} })
  })
  return { json: {} }
}
