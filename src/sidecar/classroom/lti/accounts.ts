/**
 * Somebody whom a platform vouches for is found by its issuer and its name for them, and by nothing else. Neither a name nor
 * an e-mail address makes anybody the owner of an account that is there already; addresses are not even kept, since one
 * that a platform claims could stand in its real owner's way.
 */
import { PEOPLE_LIMITS, PersonName } from '../../../protocol/classroom/people.ts'
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import { makePersons } from '../people/persons.ts'

export type Vouched = { subject: string; name: string | null; locale: 'en' | 'zh-cn' | null }

/** Subject -> person; those who are not there yet are made. `nameless`: a name for somebody whose name is withheld. */
export async function accountsOf(
  trx: Trx,
  issuer: string,
  users: readonly Vouched[],
  nameless: string,
  now: number,
): Promise<Map<string, string>> {
  const found = await knownOf(trx, issuer, users)
  const missing = users.filter(({ subject }) => !found.has(subject))
  const persons = await makePersons(
    trx,
    missing.map(({ name, locale }) => ({ name: nameOf(name) ?? nameless, locale })),
    now,
  )
  for (const [at, { subject }] of missing.entries()) {
    const { id } = persons[at]!
    const row = { id: newId(), person_id: id, kind: 'lti' as const, subject: subjectOf(issuer, subject), secret: null }
    const made = await trx
      .insertInto('credential')
      .values({ ...row, created_at: now, used_at: null })
      .onConflict((conflict) => conflict.columns(['kind', 'subject']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made) found.set(subject, id)
    // Somebody else was first: one person, not two.
    else await trx.deleteFrom('person').where('id', '=', id).execute()
  }
  if (found.size === users.length) return found
  return knownOf(trx, issuer, users)
}

/** Bound variables of a statement are few. */
const AT_ONCE = 500

async function knownOf(db: Db | Trx, issuer: string, users: readonly Vouched[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const subjects = new Map(users.map(({ subject }) => [subjectOf(issuer, subject), subject]))
  const all = [...subjects.keys()]
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const rows = await db
      .selectFrom('credential')
      .select(['subject', 'person_id'])
      .where('kind', '=', 'lti')
      .where('subject', 'in', all.slice(at, at + AT_ONCE))
      .execute()
    for (const { subject, person_id } of rows) found.set(subjects.get(subject)!, person_id)
  }
  return found
}

/** As a credential keeps it. Pure. */
export function subjectOf(issuer: string, subject: string): string {
  return JSON.stringify([issuer, subject])
}

export function readSubject(text: string): { issuer: string; subject: string } {
  const [issuer, subject] = JSON.parse(text) as [string, string]
  return { issuer, subject }
}

/** A name that fits; null for none. Pure. */
export function nameOf(said: string | null): string | null {
  const cut = [...(said ?? '')].slice(0, PEOPLE_LIMITS.name).join('')
  const parsed = PersonName.safeParse(cut)
  return parsed.success ? parsed.data : null
}
