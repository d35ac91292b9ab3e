/**
 * Who is signed in, by the token of a cookie. A token is replaced now and then:
 *
 *     old ──rotate──► old + new (never used) ──new is used──► new, and old for a grace
 *
 * The old one stays good until the new one has been seen: an answer may be lost on its way, and requests of one page are
 * under way side by side. Only one of these replaces it.
 */
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { Row } from '../../database/schema.ts'
import { PEOPLE_TIMES } from './limits.ts'
import { hashOf, newToken } from './token.ts'

/** Characters of User-Agent that are kept. */
const AGENT = 200

export type SignedIn = {
  person: string
  /** Of the sign-in: the same for all tokens that follow one another. */
  id: string
  /** A new token for the cookie, when one was due. */
  fresh: string | null
  expiresAt: number
}

/** A new sign-in, with a token of its own whatever the browser sent. Gives the token. */
export async function signIn(db: Db | Trx, person: string, agent: string, now: number): Promise<string> {
  const { token, hash } = newToken()
  await db.deleteFrom('sign_in').where('person_id', '=', person).where('expires_at', '<=', now).execute()
  await db
    .insertInto('sign_in')
    .values({
      hash,
      id: newId(),
      person_id: person,
      created_at: now,
      issued_at: now,
      seen_at: now,
      expires_at: now + PEOPLE_TIMES.signInMs,
      rotated_to: null,
      agent: agent.slice(0, AGENT),
    })
    .execute()
  return token
}

/** Null for a token that is unknown, too old, or of somebody who may not sign in. */
export async function findSignIn(
  db: Db,
  token: string,
  now: number,
  { rotate = true, times = PEOPLE_TIMES }: { rotate?: boolean; times?: typeof PEOPLE_TIMES } = {},
): Promise<SignedIn | null> {
  const row = await rowOf(db, hashOf(token), now)
  if (row === null) return null
  const found = { person: row.person_id, id: row.id, fresh: null, expiresAt: row.expires_at }
  if (row.seen_at === 0) await firstUse(db, row, now, times)
  else if (now - row.seen_at > times.seenEveryMs) await seen(db, row, now)
  if (!rotate || !(await rotationIsDue(db, row, now, times))) return found
  return { ...found, fresh: await replace(db, row, now, times) }
}

async function rowOf(db: Db, hash: Uint8Array, now: number): Promise<Row<'sign_in'> | null> {
  const row = await db
    .selectFrom('sign_in')
    .innerJoin('person', 'person.id', 'sign_in.person_id')
    .selectAll('sign_in')
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where('person.active', '=', 1)
    .executeTakeFirst()
  return row ?? null
}

async function seen(db: Db, row: Row<'sign_in'>, now: number): Promise<void> {
  await db.updateTable('sign_in').set({ seen_at: now }).where('hash', '=', row.hash).execute()
}

/** The new token has arrived: from now on the old one has its grace. */
async function firstUse(db: Db, row: Row<'sign_in'>, now: number, times: typeof PEOPLE_TIMES): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('sign_in').set({ seen_at: now }).where('hash', '=', row.hash).execute()
    await trx
      .updateTable('sign_in')
      .set({ expires_at: now + times.graceMs })
      .where('id', '=', row.id)
      .where('hash', '!=', row.hash)
      .where('issued_at', '<=', row.issued_at)
      .where('expires_at', '>', now + times.graceMs)
      .execute()
  })
}

async function rotationIsDue(db: Db, row: Row<'sign_in'>, now: number, times: typeof PEOPLE_TIMES): Promise<boolean> {
  if (row.rotated_to === null) return now - row.issued_at > times.rotateAfterMs
  const next = await db
    .selectFrom('sign_in')
    .select(['seen_at', 'issued_at'])
    .where('hash', '=', new Uint8Array(row.rotated_to))
    .executeTakeFirst()
  return next !== undefined && next.seen_at === 0 && now - next.issued_at > times.graceMs
}

/** Null when another request did it first. */
async function replace(db: Db, row: Row<'sign_in'>, now: number, times: typeof PEOPLE_TIMES): Promise<string | null> {
  const { token, hash } = newToken()
  const before = row.rotated_to === null ? null : new Uint8Array(row.rotated_to)
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('sign_in')
      .set({ rotated_to: hash })
      .where('hash', '=', row.hash)
      .where('rotated_to', before === null ? 'is' : '=', before)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return null
    if (before !== null) await trx.deleteFrom('sign_in').where('hash', '=', before).where('seen_at', '=', 0).execute()
    const expires = Math.min(now + times.signInMs, row.created_at + times.signInAtMostMs)
    const next = { hash, issued_at: now, seen_at: 0, expires_at: expires, rotated_to: null }
    await trx
      .insertInto('sign_in')
      .values({ ...next, id: row.id, person_id: row.person_id, created_at: row.created_at, agent: row.agent })
      .execute()
    return token
  })
}

/** Ends one sign-in of this person: all its tokens. False when there is none. */
export async function endSignIn(db: Db | Trx, person: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sign_in')
    .where('person_id', '=', person)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Ends all sign-ins of a person, but the one named. */
export async function endAllSignIns(db: Db | Trx, person: string, but: string | null = null): Promise<void> {
  let query = db.deleteFrom('sign_in').where('person_id', '=', person)
  if (but !== null) query = query.where('id', '!=', but)
  await query.execute()
}

/** One entry a browser, latest used first. */
export async function signInsOf(db: Db, person: string, now: number): Promise<Omit<Row<'sign_in'>, 'hash'>[]> {
  const rows = await db
    .selectFrom('sign_in')
    .selectAll()
    .where('person_id', '=', person)
    .where('expires_at', '>', now)
    .orderBy('seen_at', 'desc')
    .execute()
  return rows.filter((row, at) => rows.findIndex(({ id }) => id === row.id) === at)
}
