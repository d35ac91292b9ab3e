/** Join codes: short enough to stand on a board, and good for so many uses and days. */
import { randomInt } from 'node:crypto'
import { COHORT_LIMITS, type JoinCode, type MakeCode } from '../../../protocol/classroom/cohorts.ts'
import type { Db, Trx } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import { Refusal } from '../http/route.ts'

/** 32 characters that are not mistaken for each other: no 0 O 1 I. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
/** 40 bits. */
const LENGTH = 8
const DAY_MS = 86_400_000

export function newCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** As it is kept: `abcd efgh` and `ABCD-EFGH` are the same; full-width characters of an input method too. Pure. */
export function readCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
}

/** Throws Refusal TOO_MANY_CODES. */
export async function makeCode(
  trx: Trx,
  cohort: string,
  { role, uses, days }: MakeCode,
  by: string,
  now: number,
): Promise<JoinCode> {
  const holding = (await codesOf(trx, cohort)).filter((code) => holds(code, now))
  if (holding.length >= COHORT_LIMITS.codes)
    throw new Refusal(409, 'TOO_MANY_CODES', ['manyCodes', COHORT_LIMITS.codes])
  return insert(trx, { cohort_id: cohort, role, uses_left: uses, expires_at: now + days * DAY_MS, created_by: by }, now)
}

/** The old one no longer holds; the new one has the same role, uses left and end. Null: none of this cohort that holds. */
export async function rotateCode(
  trx: Trx,
  cohort: string,
  code: string,
  by: string,
  now: number,
): Promise<JoinCode | null> {
  const old = await revoke(trx, cohort, code, now)
  if (old === null) return null
  const { role, uses_left, expires_at } = old
  return insert(trx, { cohort_id: cohort, role, uses_left, expires_at, created_by: by }, now)
}

/** Null: none of this cohort, or revoked before. */
export async function revoke(trx: Trx, cohort: string, code: string, now: number): Promise<Row<'join_code'> | null> {
  const row = await trx
    .updateTable('join_code')
    .set({ revoked_at: now })
    .where('code', '=', code)
    .where('cohort_id', '=', cohort)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Newest first. */
export async function codesOf(db: Db | Trx, cohort: string): Promise<JoinCode[]> {
  const rows = await db
    .selectFrom('join_code')
    .selectAll()
    .where('cohort_id', '=', cohort)
    .orderBy('created_at', 'desc')
    .orderBy('code')
    .execute()
  return rows.map(codeOf)
}

/** One use, taken by one conditional UPDATE: the last cannot be taken twice. Null when there is none to take. */
export async function useCode(trx: Trx, code: string, now: number): Promise<Row<'join_code'> | null> {
  const row = await trx
    .updateTable('join_code')
    .set((old) => ({ uses_left: old('uses_left', '-', 1) }))
    .where('code', '=', code)
    .where('uses_left', '>', 0)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** The row and its cohort, if somebody may join by it now. Throws Refusal with the reason why not. */
export async function demandCode(db: Db | Trx, code: string, now: number) {
  const row = await db
    .selectFrom('join_code')
    .innerJoin('cohort', 'cohort.id', 'join_code.cohort_id')
    .selectAll('join_code')
    .select(['title', 'archived_at'])
    .where('code', '=', code)
    .executeTakeFirst()
  if (!row) throw new Refusal(404, 'CODE_UNKNOWN', ['codeUnknown'], { where: 'code' })
  if (row.revoked_at !== null) throw new Refusal(410, 'CODE_REVOKED', ['codeRevoked'], { where: 'code' })
  if (row.expires_at <= now) throw new Refusal(410, 'CODE_EXPIRED', ['codeExpired'], { where: 'code' })
  if (row.uses_left <= 0) throw new Refusal(410, 'CODE_USED_UP', ['codeUsedUp'], { where: 'code' })
  if (row.archived_at !== null) throw new Refusal(409, 'COHORT_ARCHIVED', ['cohortArchived', row.title])
  return row
}

function holds({ revokedAt, expiresAt, usesLeft }: JoinCode, now: number): boolean {
  return revokedAt === null && expiresAt > now && usesLeft > 0
}

type Terms = Pick<Row<'join_code'>, 'cohort_id' | 'role' | 'uses_left' | 'expires_at' | 'created_by'>

/** A code that somebody else has by chance is drawn again. */
async function insert(trx: Trx, terms: Terms, now: number): Promise<JoinCode> {
  for (;;) {
    const row = await trx
      .insertInto('join_code')
      .values({ ...terms, code: newCode(), revoked_at: null, created_at: now })
      .onConflict((conflict) => conflict.column('code').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row) return codeOf(row)
  }
}

function codeOf({ code, role, uses_left, expires_at, revoked_at, created_at }: Row<'join_code'>): JoinCode {
  return { code, role, usesLeft: uses_left, expiresAt: expires_at, revokedAt: revoked_at, createdAt: created_at }
}
