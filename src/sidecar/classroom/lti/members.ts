/** A class's members as its platform knows them (NRPS 2.0 §2), read page by page and taken over in one transaction. */

import { z } from 'zod'
import type { AuditAction } from '../../../protocol/classroom/audit.ts'
import { LTI_LIMITS, type MembersSynced, type Platform } from '../../../protocol/classroom/lti.ts'
import type { Db, Trx } from '../../database/database.ts'
import type { CohortRole } from '../../database/schema.ts'
import { audited } from '../audit.ts'
import { Refusal } from '../http/route.ts'
import { accountsOf, readSubject, type Vouched } from './accounts.ts'
import { MEMBERS_SCOPE } from './claims.ts'
import { LTI_BOUNDS } from './limits.ts'
import { roleFrom } from './roles.ts'
import { callService, jsonOf, ServiceError } from './service.ts'

const Said = z.string().optional().catch(undefined)
const Container = z.object({
  members: z.array(
    z.object({
      user_id: z.string().min(1).max(LTI_LIMITS.id),
      roles: z.array(z.string()),
      status: Said,
      name: Said,
      given_name: Said,
      family_name: Said,
    }),
  ),
})

export type PlatformMember = Vouched & { role: CohortRole }

const TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json'

/** Those who are active; all pages. Throws Refusal LTI_SERVICE: then nothing may be concluded from who is missing. */
export async function readMembers(
  parts: { db: Db; clock: () => number },
  platform: Platform,
  membersUrl: string,
): Promise<PlatformMember[]> {
  const found = new Map<string, PlatformMember>()
  let url: string | null = membersUrl
  for (let pages = 0; url !== null; pages++) {
    if (pages === LTI_BOUNDS.pages || found.size > LTI_BOUNDS.members) throw failed('too many members')
    const { status, headers, text } = await callService(parts, platform, MEMBERS_SCOPE, url, {
      method: 'GET',
      headers: { accept: TYPE },
    }).catch((error: unknown) => {
      throw error instanceof ServiceError ? failed(error.message) : error
    })
    const parsed = status === 200 ? Container.safeParse(jsonOf(text.replaceAll('\\u0000', ''))) : null
    if (!parsed?.success) throw failed(status === 200 ? 'not a membership container' : String(status))
    for (const { user_id, roles, status: state, ...names } of parsed.data.members) {
      if (state !== undefined && state !== 'Active') continue
      found.set(user_id, { subject: user_id, name: fullName(names), locale: null, role: roleFrom(roles) })
    }
    url = nextOf(headers.get('link'), url)
  }
  return [...found.values()]
}

function fullName({ name, given_name, family_name }: { name?: string; given_name?: string; family_name?: string }) {
  return name || [given_name, family_name].filter(Boolean).join(' ') || null
}

/** RFC 8288: the page after this one. Only at the same server: the token goes along. Pure. */
export function nextOf(link: string | null, from: string): string | null {
  for (const [, target = '', parameters = ''] of (link ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel="?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:[;,]|$)/i.test(parameters)) continue
    const next = URL.canParse(target, from) ? new URL(target, from) : null
    if (next?.origin !== new URL(from).origin) throw failed('the next page is at another server')
    return next.href
  }
  return null
}

function failed(what: string): Refusal {
  return new Refusal(502, 'LTI_SERVICE', ['ltiService', what])
}

export type Sync = { cohort: string; issuer: string; by: string; nameless: string; now: number }

/**
 * Adds who is new, changes roles, and takes out who has left; only those whom the platform brought are changed or taken
 * out. Whoever asks for it keeps their place, and with it the class an instructor.
 */
export async function takeOver(trx: Trx, members: readonly PlatformMember[], sync: Sync): Promise<MembersSynced> {
  const { cohort, issuer, by, nameless, now } = sync
  // As whatever else changes members: one after the other.
  await trx
    .updateTable('cohort')
    .set((old) => ({ title: old.ref('title') }))
    .where('id', '=', cohort)
    .execute()
  const accounts = await accountsOf(trx, issuer, members, nameless, now)
  const wanted = new Map(members.map(({ subject, role }) => [accounts.get(subject)!, role]))
  const present = await presentOf(trx, cohort, issuer)
  const synced: MembersSynced = { members: wanted.size, added: 0, changed: 0, removed: 0 }
  const note = (action: AuditAction, subject: string, detail: object) =>
    audited(trx, { at: now, by, cohort, action, subject, detail: { ...detail, by: 'lti' } })
  for (const [person, role] of wanted) {
    const before = present.get(person)
    if (before?.role === role || person === by) continue
    await trx
      .insertInto('membership')
      .values({ cohort_id: cohort, person_id: person, role, joined_at: now })
      .onConflict((conflict) => conflict.columns(['cohort_id', 'person_id']).doUpdateSet({ role }))
      .execute()
    await note(before ? 'member.role' : 'member.join', person, { role })
    synced[before ? 'changed' : 'added'] += 1
  }
  for (const [person, { ofPlatform }] of present) {
    if (wanted.has(person) || !ofPlatform || person === by) continue
    await trx.deleteFrom('membership').where('cohort_id', '=', cohort).where('person_id', '=', person).execute()
    await note('member.remove', person, {})
    synced.removed += 1
  }
  return synced
}

async function presentOf(trx: Trx, cohort: string, issuer: string) {
  const rows = await trx
    .selectFrom('membership')
    .leftJoin('credential', (join) =>
      join.onRef('credential.person_id', '=', 'membership.person_id').on('credential.kind', '=', 'lti'),
    )
    .select(['membership.person_id', 'role', 'credential.subject'])
    .where('cohort_id', '=', cohort)
    .execute()
  const present = new Map<string, { role: CohortRole; ofPlatform: boolean }>()
  for (const { person_id, role, subject } of rows) {
    const ours = subject !== null && readSubject(subject).issuer === issuer
    present.set(person_id, { role, ofPlatform: ours || (present.get(person_id)?.ofPlatform ?? false) })
  }
  return present
}
