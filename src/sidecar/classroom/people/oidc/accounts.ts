/**
 * Whose account a school's is. Known by [issuer, subject], which a provider never gives to another; who comes for the
 * first time is the person on a roster with the same source id or address, or else somebody new, without a class.
 */
import { PersonName } from '../../../../protocol/classroom/people.ts'
import type { Db, Trx } from '../../../database/database.ts'
import { newId } from '../../../database/id.ts'
import type { Row } from '../../../database/schema.ts'
import { audited } from '../../audit.ts'
import { Refusal } from '../../http/route.ts'
import { makePerson } from '../persons.ts'
import { wholeName } from '../roster/names.ts'
import { endAllSignIns } from '../sign-ins.ts'
import type { Claims } from './school.ts'

type Coming = { now: number; locale: 'en' | 'zh-cn' }

/** Two first sign-ins of one person at the same moment: the second finds what the first made. */
class CameFirst extends Error {}

/** Gives the person's id. Throws Refusal SCHOOL_INACTIVE, SCHOOL_TAKEN. */
export async function accountFor(db: Db, claims: Claims, coming: Coming): Promise<string> {
  for (let tries = 0; ; tries += 1)
    try {
      return await db.transaction().execute((trx) => found(trx, claims, coming))
    } catch (error) {
      if (!(error instanceof CameFirst) || tries > 2) throw error
    }
}

async function found(trx: Trx, claims: Claims, coming: Coming): Promise<string> {
  const subject = JSON.stringify([claims.issuer, claims.subject])
  const known = await trx
    .updateTable('credential')
    .set({ used_at: coming.now })
    .where('kind', '=', 'oidc')
    .where('subject', '=', subject)
    .returning('person_id')
    .executeTakeFirst()
  if (known) {
    const person = await trx.selectFrom('person').selectAll().where('id', '=', known.person_id).executeTakeFirst()
    return demandActive(person).id
  }
  const rostered = await rosteredAs(trx, claims)
  const person = rostered ?? (await newcomer(trx, claims, coming))
  demandActive(person)
  await demandUntaken(trx, person.id, claims.issuer)
  await attach(trx, person.id, subject, coming.now)
  // Whoever was in by a link that somebody else opened is out: from now on this is the one whom the school knows.
  if (rostered) await endAllSignIns(trx, person.id)
  if (rostered) await dropLinks(trx, person.id)
  const detail = { issuer: claims.issuer, rostered: rostered !== null }
  const of = { at: coming.now, by: person.id, cohort: null, subject: person.id }
  await audited(trx, { ...of, action: 'person.school', detail })
  return person.id
}

/** The source id counts more than the address: a school gives an address to somebody else after a while. */
async function rosteredAs(trx: Trx, { sourceId, email }: Claims): Promise<Row<'person'> | null> {
  for (const [column, value] of [
    ['source_id', sourceId],
    ['email', email],
  ] as const) {
    if (value === null) continue
    const row = await trx.selectFrom('person').selectAll().where(column, '=', value).executeTakeFirst()
    if (row && !isAnother(row, sourceId)) return row
  }
  return null
}

/** The address is the same, and the school says that it is another person. */
function isAnother({ source_id }: Row<'person'>, sourceId: string | null): boolean {
  return source_id !== null && sourceId !== null && source_id !== sourceId
}

/** What somebody else has already stays theirs. */
async function newcomer(trx: Trx, claims: Claims, { now, locale }: Coming): Promise<Row<'person'>> {
  const isFree = async (column: 'email' | 'source_id', value: string | null) =>
    value !== null &&
    (await trx.selectFrom('person').select('id').where(column, '=', value).executeTakeFirst()) === undefined
  const email = (await isFree('email', claims.email)) ? claims.email : null
  const sourceId = (await isFree('source_id', claims.sourceId)) ? claims.sourceId : null
  return makePerson(trx, { name: nameOf(claims, locale), email, sourceId, locale }, now)
}

function nameOf({ name, given, family }: Claims, locale: 'en' | 'zh-cn'): string {
  const offered = [name ?? '', wholeName(given ?? '', family ?? '')]
  const good = offered.map((one) => PersonName.safeParse(one)).find(({ success }) => success)
  return good?.data ?? (locale === 'zh-cn' ? '新同学' : 'Newcomer')
}

function demandActive(person: Row<'person'> | undefined): Row<'person'> {
  if (person?.active !== 1) throw new Refusal(403, 'SCHOOL_INACTIVE', ['schoolInactive'])
  return person
}

/** An address may have been given to somebody else, who is not to find the first one's work. */
async function demandUntaken(trx: Trx, person: string, issuer: string): Promise<void> {
  const rows = await trx
    .selectFrom('credential')
    .select('subject')
    .where('person_id', '=', person)
    .where('kind', '=', 'oidc')
    .execute()
  if (rows.some(({ subject }) => (JSON.parse(subject) as string[])[0] === issuer))
    throw new Refusal(403, 'SCHOOL_TAKEN', ['schoolTaken'])
}

async function attach(trx: Trx, person: string, subject: string, now: number): Promise<void> {
  const made = await trx
    .insertInto('credential')
    .values({ id: newId(), person_id: person, kind: 'oidc', subject, secret: null, created_at: now, used_at: now })
    .onConflict((conflict) => conflict.columns(['kind', 'subject']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) throw new CameFirst()
}

async function dropLinks(trx: Trx, person: string): Promise<void> {
  await trx.deleteFrom('personal_link').where('person_id', '=', person).where('used_at', 'is', null).execute()
}
