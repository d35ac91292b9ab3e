/** What pages are told about people. */
import type { PersonEntry, SignInEntry, WhoIAm } from '../../../protocol/classroom/people.ts'
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

/** Everybody, by name. */
export async function allPeople(db: Db): Promise<PersonEntry[]> {
  const rows = await db.selectFrom('person').selectAll().orderBy('name').orderBy('id').execute()
  return rows.map(({ id, name, handle, email, admin, active, created_at }) => ({
    id,
    name,
    handle,
    email,
    admin: admin === 1,
    active: active === 1,
    createdAt: created_at,
  }))
}
