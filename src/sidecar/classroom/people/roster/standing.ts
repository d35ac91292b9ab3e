/** Whom a roster is about: the members of the class, and everybody else whom its rows name. */
import type { Db, Trx } from '../../../database/database.ts'
import type { CohortRole, Row } from '../../../database/schema.ts'
import type { RosterRow } from './rows.ts'

export type Known = Pick<Row<'person'>, 'id' | 'name' | 'email' | 'source_id' | 'handle' | 'active'> & {
  admin: boolean
  /** Has come in before, or could. */
  claimed: boolean
  /** Cohort -> role. */
  roles: ReadonlyMap<string, CohortRole>
}

/** So many values stand in one statement; SQLite takes 32,766. */
const AT_ONCE = 1_000

/** Everybody who is a member, or has a source id or an address that `rows` name. */
export async function knownTo(db: Db | Trx, cohort: string, rows: readonly RosterRow[]): Promise<Known[]> {
  const people = new Map<string, Row<'person'>>()
  const note = (found: Row<'person'>[]) => {
    for (const one of found) people.set(one.id, one)
  }
  note(
    await db
      .selectFrom('person')
      .innerJoin('membership', 'membership.person_id', 'person.id')
      .selectAll('person')
      .where('cohort_id', '=', cohort)
      .execute(),
  )
  for (const some of chunks(rows)) {
    const ids = some.map(({ sourceId }) => sourceId)
    note(await db.selectFrom('person').selectAll().where('source_id', 'in', ids).execute())
    const emails = some.flatMap(({ email }) => email ?? [])
    if (emails.length > 0) note(await db.selectFrom('person').selectAll().where('email', 'in', emails).execute())
  }
  return standingsOf(db, [...people.values()])
}

/** In the order of their ids. */
export async function standingsOf(db: Db | Trx, people: readonly Row<'person'>[]): Promise<Known[]> {
  const roles = new Map<string, Map<string, CohortRole>>(people.map(({ id }) => [id, new Map()]))
  const claimed = new Set<string>()
  for (const some of chunks(people)) {
    const ids = some.map(({ id }) => id)
    const memberships = await db.selectFrom('membership').selectAll().where('person_id', 'in', ids).execute()
    for (const { person_id, cohort_id, role } of memberships) roles.get(person_id)?.set(cohort_id, role)
    for (const id of await cameIn(db, ids)) claimed.add(id)
  }
  return people
    .map(({ id, name, email, source_id, handle, active, admin }) => ({
      ...{ id, name, email, source_id, handle, active },
      admin: admin === 1,
      claimed: claimed.has(id),
      roles: roles.get(id)!,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** Those of these who have come in before, or have a way to. */
async function cameIn(db: Db | Trx, ids: readonly string[]): Promise<string[]> {
  const [credentials, signIns] = [
    await db.selectFrom('credential').select('person_id').where('person_id', 'in', ids).execute(),
    await db.selectFrom('sign_in').select('person_id').where('person_id', 'in', ids).execute(),
  ]
  const links = await db
    .selectFrom('personal_link')
    .select('person_id')
    .where('person_id', 'in', ids)
    .where('used_at', 'is not', null)
    .execute()
  return [...credentials, ...signIns, ...links].flatMap(({ person_id }) => person_id ?? [])
}

export function* chunks<T>(all: readonly T[], size = AT_ONCE): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size)
}
