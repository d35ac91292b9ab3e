/** What pages are told about people. */
import { sql } from 'kysely'
import { PEOPLE_LIMITS, type PeopleFound, type SignInEntry, type WhoIAm } from '../../../protocol/classroom/people.ts'
import type { Db } from '../../database/database.ts'
import { hasPassphrase } from './credentials.ts'
import { findSignIn, signInsOf } from './sign-ins.ts'

/** Of somebody who is there. */
export async function whoIs(db: Db, id: string): Promise<WhoIAm> {
  const person = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const cohorts = await db
    .selectFrom('membership')
    .innerJoin('cohort', 'cohort.id', 'membership.cohort_id')
    .select(['cohort.id', 'title', 'role', 'archived_at'])
    .where('person_id', '=', id)
    .orderBy('joined_at', 'desc')
    .execute()
  const { name, handle, email, admin, locale } = person
  return {
    id,
    name,
    handle,
    email,
    admin: admin === 1,
    locale: locale === 'en' || locale === 'zh-cn' ? locale : null,
    passphrase: await hasPassphrase(db, id),
    cohorts: cohorts.map(({ archived_at, ...cohort }) => ({ ...cohort, archived: archived_at !== null })),
  }
}

/** `token`: the caller's. */
export async function signInEntries(db: Db, person: string, token: string | null, now: number): Promise<SignInEntry[]> {
  const own = token === null ? null : await findSignIn(db, token, now, { rotate: false })
  const rows = await signInsOf(db, person, now)
  return rows.map(({ id, created_at, issued_at, seen_at, agent }) => {
    const seen = Math.max(seen_at, issued_at)
    return { id, since: created_at, seen, agent, current: id === own?.id }
  })
}

/** By name: those of whose name, handle or address `said` is a part; all for an empty one. */
export async function findPeople(db: Db, said: string): Promise<PeopleFound> {
  const pattern = `%${said
    .trim()
    .slice(0, PEOPLE_LIMITS.query)
    .toLowerCase()
    .replaceAll('\0', '')
    .replace(/[\\%_]/g, '\\$&')}%`
  const fits = sql<boolean>`(lower(name) like ${pattern} escape '\\' or handle like ${pattern} escape '\\'
    or coalesce(email, '') like ${pattern} escape '\\')`
  const { total } = await db
    .selectFrom('person')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where(fits)
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('person')
    .selectAll()
    .where(fits)
    .orderBy('name')
    .orderBy('id')
    .limit(PEOPLE_LIMITS.found)
    .execute()
  const about = await aboutThese(
    db,
    rows.map(({ id }) => id),
  )
  const people = rows.map(({ id, name, handle, email, admin, active, created_at }) => ({
    ...{ id, name, handle, email, admin: admin === 1, active: active === 1, createdAt: created_at },
    seenAt: about.seen.get(id) ?? null,
    cohorts: about.cohorts.filter(({ person }) => person === id).map(({ person: _, ...cohort }) => cohort),
  }))
  return { people, total: Number(total) }
}

async function aboutThese(db: Db, ids: readonly string[]) {
  if (ids.length === 0) return { seen: new Map<string, number>(), cohorts: [] }
  const signedIn = await db
    .selectFrom('sign_in')
    .select(({ fn }) => ['person_id', fn.max('seen_at').as('seen'), fn.max('issued_at').as('issued')])
    .where('person_id', 'in', ids)
    .groupBy('person_id')
    .execute()
  const cohorts = await db
    .selectFrom('membership')
    .innerJoin('cohort', 'cohort.id', 'membership.cohort_id')
    .select(['person_id as person', 'cohort.id', 'title', 'role'])
    .where('person_id', 'in', ids)
    .orderBy('title')
    .execute()
  const seen = new Map(signedIn.map((one) => [one.person_id, Math.max(Number(one.seen), Number(one.issued))]))
  return { seen, cohorts }
}
