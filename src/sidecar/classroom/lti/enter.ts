/** What a checked launch does: an account, its class, its place there, the link; and a sign-in. One transaction. */
import { isTimeZone } from '../../../protocol/classroom/cohorts.ts'
import type { Platform } from '../../../protocol/classroom/lti.ts'
import type { Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { CohortRole, Row } from '../../database/schema.ts'
import { audited } from '../audit.ts'
import { makeCohort } from '../cohorts/cohorts.ts'
import { addMember } from '../cohorts/members.ts'
import { type Call, Refusal } from '../http/route.ts'
import { signIn } from '../people/sign-ins.ts'
import { wordsFor } from '../words/index.ts'
import { accountsOf, subjectOf } from './accounts.ts'
import type { ResourceLink, User } from './claims.ts'
import { type LinkTarget, type Target, targetOf } from './content.ts'
import { owed } from './owed.ts'
import { roleFrom } from './roles.ts'

export type Entered = { token: string; target: Target | null }

const TITLE = 120
const RANK: Record<CohortRole, number> = { learner: 0, assistant: 1, instructor: 2 }

/** Throws Refusal; then nothing stays. */
export async function enter(
  trx: Trx,
  call: Call<unknown>,
  platform: Platform,
  user: User,
  link: ResourceLink,
): Promise<Entered> {
  const { now, locale } = call
  if (link.context === null) throw new Refusal(400, 'LTI_CONTEXT', ['ltiNoContext'])
  const role = roleFrom(user.roles)
  // Before an account is made: whoever is refused leaves none behind.
  const known = await cohortOf(trx, platform.id, link.context.id)
  if (known === null && role !== 'instructor') throw new Refusal(409, 'LTI_CLASS', ['ltiNoClass'])
  const nameless = wordsFor(user.locale ?? locale).ltiNameless()
  const person = (await accountsOf(trx, platform.issuer, [user], nameless, now)).get(user.subject)!
  await demandActive(trx, person)
  const context = { ...link.context, membersUrl: link.membersUrl }
  const cohort = known ?? (await makeClass(trx, call, platform, context, person))
  await setMembersUrl(trx, platform.id, context)
  await join(trx, call, cohort, person, role)
  const target = await keepLink(trx, platform.id, link.context.id, link)
  await trx
    .updateTable('credential')
    .set({ used_at: now })
    .where('kind', '=', 'lti')
    .where('subject', '=', subjectOf(platform.issuer, user.subject))
    .execute()
  // What was done before the link was there is told now.
  if (target?.kind === 'exercise') await owed(trx, { person, exercise: target.ref, attempt: null }, now)
  return { token: await signIn(trx, person, call.agent, now), target }
}

async function cohortOf(trx: Trx, platform: string, context: string): Promise<Row<'cohort'> | null> {
  const row = await trx
    .selectFrom('lti_context')
    .innerJoin('cohort', 'cohort.id', 'lti_context.cohort_id')
    .selectAll('cohort')
    .where('platform_id', '=', platform)
    .where('context', '=', context)
    .executeTakeFirst()
  return row ?? null
}

async function demandActive(trx: Trx, person: string): Promise<void> {
  const row = await trx.selectFrom('person').select('active').where('id', '=', person).executeTakeFirst()
  if (row?.active !== 1) throw new Refusal(403, 'LTI_CLOSED', ['ltiClosed'])
}

type Context = { id: string; title: string | null; membersUrl: string | null }

/** At the first launch by somebody who teaches. Of two at once one makes it, and the other comes into that one. */
async function makeClass(
  trx: Trx,
  { now, locale }: Call<unknown>,
  { id: platform, name }: Platform,
  context: Context,
  by: string,
): Promise<Row<'cohort'>> {
  const title = titleOf(context.title) ?? wordsFor(locale).ltiClassTitle()
  const made = await makeCohort(trx, { title, timeZone: ownTimeZone() }, by, now)
  const row = { platform_id: platform, context: context.id, cohort_id: made.id, members_url: context.membersUrl }
  const first = await trx
    .insertInto('lti_context')
    .values(row)
    .onConflict((conflict) => conflict.columns(['platform_id', 'context']).doNothing())
    .returning('cohort_id')
    .executeTakeFirst()
  if (!first) {
    await trx.deleteFrom('cohort').where('id', '=', made.id).execute()
    return (await cohortOf(trx, platform, context.id))!
  }
  const detail = { title, by: 'lti', platform: name }
  await audited(trx, { at: now, by, cohort: made.id, action: 'cohort.make', subject: made.id, detail })
  return (await cohortOf(trx, platform, context.id))!
}

function titleOf(said: string | null): string | null {
  const plain = (said ?? '').replace(/\p{Cc}/gu, ' ').trim()
  return [...plain].slice(0, TITLE).join('').trim().slice(0, TITLE) || null
}

/** Of this server; an instructor changes it where the class is elsewhere. */
function ownTimeZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return isTimeZone(timeZone) ? timeZone : 'UTC'
}

async function setMembersUrl(trx: Trx, platform: string, { id, membersUrl }: Context): Promise<void> {
  if (membersUrl === null) return
  await trx
    .updateTable('lti_context')
    .set({ members_url: membersUrl })
    .where('platform_id', '=', platform)
    .where('context', '=', id)
    .execute()
}

/**
 * A launch gives the role it names, and takes none: a platform lets teachers look at a class as learners do, and who
 * assists may have been named here. Reading the roster takes, too (members.ts). An archived class takes nobody new.
 */
async function join(
  trx: Trx,
  { classroom, now }: Call<unknown>,
  cohort: Row<'cohort'>,
  person: string,
  role: CohortRole,
): Promise<void> {
  const present = await trx
    .selectFrom('membership')
    .select('role')
    .where('cohort_id', '=', cohort.id)
    .where('person_id', '=', person)
    .executeTakeFirst()
  if (present && RANK[present.role] >= RANK[role]) return
  if (cohort.archived_at !== null) {
    if (present) return
    throw new Refusal(409, 'COHORT_ARCHIVED', ['cohortArchived', cohort.title])
  }
  if (present)
    await trx
      .updateTable('membership')
      .set({ role })
      .where('cohort_id', '=', cohort.id)
      .where('person_id', '=', person)
      .execute()
  else await addMember(trx, cohort.id, person, role, now)
  const detail = { role, by: 'lti' }
  const action = present ? 'member.role' : 'member.join'
  await audited(trx, { at: now, by: person, cohort: cohort.id, action, subject: person, detail })
  await classroom.bus.publish(trx, `cohort:${cohort.id}`, { type: 'members' })
}

/** As this launch says; one that says nothing leaves what was there. Gives what it opens. */
async function keepLink(trx: Trx, platform: string, context: string, link: ResourceLink): Promise<Target | null> {
  const said = targetOf(link)
  if (said !== null) {
    await insertLink(trx, platform, context, link, said)
    return said
  }
  const row = await trx
    .selectFrom('lti_link')
    .select(['kind', 'ref'])
    .where('platform_id', '=', platform)
    .where('context', '=', context)
    .where('resource_link', '=', link.resourceLink)
    .executeTakeFirst()
  return row ?? null
}

async function insertLink(
  trx: Trx,
  platform: string,
  context: string,
  { resourceLink, lineItem }: ResourceLink,
  { kind, ref, maxPoints }: LinkTarget,
): Promise<void> {
  const row = { kind, ref, max_points: maxPoints }
  await trx
    .insertInto('lti_link')
    .values({
      ...{ id: newId(), platform_id: platform, context, resource_link: resourceLink, line_item: lineItem },
      ...row,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['platform_id', 'context', 'resource_link'])
        // A launch in which nobody is graded names no line item.
        .doUpdateSet({ ...row, ...(lineItem !== null && { line_item: lineItem }) }),
    )
    .execute()
}
