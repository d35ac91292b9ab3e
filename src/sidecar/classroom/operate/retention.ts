/**
 * How long the work of archived classes is kept. Off unless somebody sets it. What goes: attempts (with their verdicts)
 * of classes archived longer ago than that, and texts of those who belong to no other class. What stays: people, classes,
 * members, assignments, overrides, the audit.
 */
import { sql } from 'kysely'
import type { Db, Trx } from '../../database/database.ts'
import { audited } from '../audit.ts'
import type { Log } from '../classroom.ts'

const DAY = 86_400_000
const DAYS = 'operate.retention.days'
const APPLIED = 'operate.retention.applied'

export const RETENTION = {
  mostDays: 36_500,
  /** Applied once in this time, by whichever process comes to it first, ms. */
  everyMs: DAY,
  /** How often a process looks whether it is due. */
  lookMs: 900_000,
}

export type Removed = { attempts: number; texts: number }

/** Null: everything is kept. */
export async function retentionDays(db: Db | Trx): Promise<number | null> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', DAYS).executeTakeFirst()
  return row === undefined ? null : (JSON.parse(row.value) as number | null)
}

export async function setRetention(db: Db, days: number | null, now: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await put(trx, DAYS, days)
    await audited(trx, {
      at: now,
      by: null,
      cohort: null,
      action: 'retention.set',
      subject: 'classroom',
      detail: { days },
    })
  })
}

/** What would go now. */
export async function dueForRemoval(db: Db | Trx, days: number, now: number): Promise<Removed> {
  const before = now - days * DAY
  const attempts = await sql<{ n: number }>`select count(*) as n from attempt where ${oldAttempt(before)}`.execute(db)
  const texts = await sql<{ n: number }>`select count(*) as n from text_version where ${oldText(before)}`.execute(db)
  return { attempts: Number(attempts.rows[0]?.n ?? 0), texts: Number(texts.rows[0]?.n ?? 0) }
}

/** Null when it is off, or was done within the day. */
export async function applyRetention(db: Db, now: number): Promise<Removed | null> {
  return db.transaction().execute(async (trx) => {
    const days = await retentionDays(trx)
    if (days === null || !(await isDue(trx, now))) return null
    const before = now - days * DAY
    const attempts = await sql`delete from attempt where ${oldAttempt(before)}`.execute(trx)
    const texts = await sql`delete from text_version where ${oldText(before)}`.execute(trx)
    const removed = { attempts: Number(attempts.numAffectedRows ?? 0), texts: Number(texts.numAffectedRows ?? 0) }
    if (removed.attempts + removed.texts > 0)
      await audited(trx, {
        at: now,
        by: null,
        cohort: null,
        action: 'retention.apply',
        subject: 'classroom',
        detail: { days, ...removed },
      })
    return removed
  })
}

/** Taken by one process: two at once write the same row, and the second finds it done. */
async function isDue(trx: Trx, now: number): Promise<boolean> {
  await trx
    .insertInto('setting')
    .values({ key: APPLIED, value: '0' })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  const { numUpdatedRows } = await trx
    .updateTable('setting')
    .set({ value: JSON.stringify(now) })
    .where('key', '=', APPLIED)
    .where(sql<boolean>`cast(value as double precision) <= ${now - RETENTION.everyMs}`)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** In a class that was archived before. */
function oldAttempt(before: number) {
  return sql<boolean>`cohort_id in (select id from cohort where archived_at < ${before})`
}

/** Of a learner of such classes who belongs to no other, and administers nothing. */
function oldText(before: number) {
  return sql<boolean>`at < ${before} and person_id in (
    select person_id from membership where cohort_id in (select id from cohort where archived_at < ${before}))
    and person_id not in (
      select person_id from membership where role <> 'learner'
        or cohort_id in (select id from cohort where archived_at is null or archived_at >= ${before}))
    and person_id not in (select id from person where admin = 1)`
}

async function put(trx: Trx, key: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value)
  await trx
    .insertInto('setting')
    .values({ key, value: text })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
    .execute()
}

/** Now and then. Gives what ends it, once the one under way is done. */
export function keepingRetention({ db, log, clock }: { db: Db; log: Log; clock: () => number }): () => Promise<void> {
  let underWay = Promise.resolve()
  const once = () => {
    underWay = applyRetention(db, clock()).then(
      (removed) => removed && log.info(removed, 'retention applied'),
      (error: unknown) => log.warn({ err: error }, 'retention could not be applied'),
    ) as Promise<void>
  }
  once()
  const timer = setInterval(once, RETENTION.lookMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    return underWay
  }
}
