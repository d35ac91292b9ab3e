/** Links that are opened once: the one of a first start, and those that sign a person in. Only hashes are kept. */
import type { Db, Trx } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import { Refusal } from '../http/route.ts'
import { PEOPLE_TIMES } from './limits.ts'
import { hashOf, newToken } from './token.ts'

export type Link = { url: string; expiresAt: number }

/** A fragment is not sent to servers, so that no log of a proxy holds the token. */
const START = '/class/start#'
const PERSONAL = '/class/link#'

/** Makes the first instructor, who administers. Earlier ones hold until they expire or one of them was used. */
export async function makeStartLink(db: Db | Trx, origin: string, now: number): Promise<Link> {
  const { token, expiresAt } = await insert(db, null, null, now, PEOPLE_TIMES.startLinkMs)
  return { url: `${origin}${START}${token}`, expiresAt }
}

/** Signs this person in. Who may ask for it, `mayLink` says. */
export async function makePersonalLink(
  db: Db | Trx,
  { person, cohort, origin, now }: { person: string; cohort: string | null; origin: string; now: number },
): Promise<Link> {
  const { token, expiresAt } = await insert(db, person, cohort, now, PEOPLE_TIMES.personalLinkMs)
  return { url: personalUrl(origin, token), expiresAt }
}

export function personalUrl(origin: string, token: string): string {
  return `${origin}${PERSONAL}${token}`
}

async function insert(db: Db | Trx, person: string | null, cohort: string | null, now: number, forMs: number) {
  const { token, hash } = newToken()
  const expiresAt = now + forMs
  await db
    .insertInto('personal_link')
    .values({ hash, person_id: person, cohort_id: cohort, expires_at: expiresAt, used_at: null, created_at: now })
    .execute()
  return { token, expiresAt }
}

/**
 * Uses a link up, in one statement: it cannot be opened twice. Throws Refusal LINK_UNKNOWN, LINK_USED or LINK_EXPIRED,
 * also where it is one of the other sort.
 */
export async function useLink(
  trx: Trx,
  token: string,
  sort: 'start' | 'personal',
  now: number,
): Promise<Row<'personal_link'>> {
  const hash = hashOf(token)
  const row = await trx
    .updateTable('personal_link')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('person_id', sort === 'start' ? 'is' : 'is not', null)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
  if (row) return row
  throw await whyNot(trx, hash, sort)
}

/** Throws as `useLink` does, and uses nothing up: before something is done that takes long. */
export async function demandLink(db: Db, token: string, sort: 'start' | 'personal', now: number): Promise<void> {
  const row = await db.selectFrom('personal_link').selectAll().where('hash', '=', hashOf(token)).executeTakeFirst()
  const holds = row && row.used_at === null && row.expires_at > now && (row.person_id === null) === (sort === 'start')
  if (!holds) throw await whyNot(db, hashOf(token), sort)
}

async function whyNot(trx: Db | Trx, hash: Uint8Array, sort: 'start' | 'personal'): Promise<Refusal> {
  const row = await trx.selectFrom('personal_link').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (!row || (row.person_id === null) !== (sort === 'start')) return new Refusal(404, 'LINK_UNKNOWN', ['linkUnknown'])
  if (row.used_at !== null) return new Refusal(410, 'LINK_USED', ['linkUsed'])
  return new Refusal(410, 'LINK_EXPIRED', ['linkExpired'])
}

/** After one link of a first start was used, the others hold no longer. */
export async function dropStartLinks(trx: Trx): Promise<void> {
  await trx.deleteFrom('personal_link').where('person_id', 'is', null).where('used_at', 'is', null).execute()
}

type Standing = { admin: boolean; claimed: boolean; roles: ReadonlyMap<string, string> }

/**
 * Whether an instructor may make a link that signs `person` in: whoever opens it is that person, in all their classes. So
 * not an administrator's; not of somebody who teaches where the instructor does not; and of somebody who has signed in
 * before only where the instructor teaches all of their classes. Pure.
 */
export function mayLink(instructor: ReadonlyMap<string, string>, person: Standing): boolean {
  if (person.admin) return false
  return [...person.roles].every(
    ([cohort, role]) => instructor.get(cohort) === 'instructor' || (role === 'learner' && !person.claimed),
  )
}
