/** Whether this process should be sent people: each reason against it is a code. */
import { sql } from 'kysely'
import { type Database, NewerDatabaseError, pendingSteps } from '../../database/database.ts'
import { CLOCKS } from '../queue/clock.ts'
import { QUEUE_LIMITS } from '../queue/limits.ts'
import { workforceOf } from '../queue/workforce.ts'
import { stateOf } from './database-state.ts'

export type NotReady =
  /** It has only just begun. */
  | 'STARTING'
  /** It has been told to end. */
  | 'DRAINING'
  | 'DATABASE_AWAY'
  | 'DATABASE_FULL'
  | 'DATABASE_READ_ONLY'
  | 'DATABASE_FAULT'
  /** Steps of this program are missing. */
  | 'DATABASE_BEHIND'
  /** It has steps that this program does not know. */
  | 'DATABASE_NEWER'
  | 'TIER_NOT_FULL'
  /** No worker of any process is alive. */
  | 'NOBODY_GRADES'

export const READY_LIMITS = {
  /** A database that has not answered by then counts as away, ms. */
  withinMs: 2_000,
  /** An answer is given again for so long: being asked often costs little. */
  keepMs: 2_000,
}

export type ReadyParts = {
  database: Database
  tier(): string | null
  draining(): boolean
}

/** Empty when ready. */
export function readiness({ database, tier, draining }: ReadyParts, limits = READY_LIMITS): () => Promise<NotReady[]> {
  let kept: { at: number; found: Promise<NotReady[]> } | null = null
  const look = async (): Promise<NotReady[]> => [
    ...(tier() === 'full' ? [] : (['TIER_NOT_FULL'] as const)),
    ...(await soon(ofDatabase(database), limits.withinMs)),
  ]
  return async () => {
    if (draining()) return ['DRAINING']
    if (kept === null || performance.now() - kept.at > limits.keepMs) kept = { at: performance.now(), found: look() }
    return kept.found
  }
}

async function ofDatabase(database: Database): Promise<NotReady[]> {
  try {
    if ((await pendingSteps(database)).length > 0) return ['DATABASE_BEHIND']
    await probe(database, Date.now())
    const { slots } = await workforceOf(database.db, CLOCKS[database.kind](), QUEUE_LIMITS.silentMs)
    return slots > 0 ? [] : ['NOBODY_GRADES']
  } catch (error) {
    if (error instanceof NewerDatabaseError) return ['DATABASE_NEWER']
    const codes = { full: 'DATABASE_FULL', 'read-only': 'DATABASE_READ_ONLY', away: 'DATABASE_AWAY' } as const
    const state = stateOf(error)
    return [state !== null && state in codes ? codes[state as keyof typeof codes] : 'DATABASE_FAULT']
  }
}

/** One that can be read may be full, or read-only, all the same. */
async function probe({ db }: Database, now: number): Promise<void> {
  const value = JSON.stringify(now)
  await db
    .insertInto('setting')
    .values({ key: 'operate.probe', value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

function soon(found: Promise<NotReady[]>, withinMs: number): Promise<NotReady[]> {
  const late = Promise.withResolvers<NotReady[]>()
  const timer = setTimeout(() => late.resolve(['DATABASE_AWAY']), withinMs)
  return Promise.race([found, late.promise]).finally(() => clearTimeout(timer))
}

/** How long a smallest query takes, ms. */
export async function databaseMs({ db }: Database): Promise<number> {
  const began = performance.now()
  await sql`select 1`.execute(db)
  return performance.now() - began
}
