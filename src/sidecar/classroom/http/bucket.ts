/** Token buckets in the database, so that all servers share them. Each of these is one statement. */
import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../../database/database.ts'
import type { Rate } from './limits.ts'

/** Takes a token. Gives 0, or, when there is none, the ms until there is one. */
export async function take(db: Db | Trx, key: string, rate: Rate, now: number): Promise<number> {
  const { rows } = await sql`
    insert into bucket (key, tokens, at) values (${key}, ${rate.burst - 1}, ${now})
    on conflict (key) do update set tokens = ${refilled(rate)} - 1, at = excluded.at
    where ${refilled(rate)} >= 1 returning tokens`.execute(db)
  return rows.length === 1 ? 0 : waitOf(db, key, rate, now)
}

/** Takes a token though there may be none: who fails side by side owes, and waits the longer. */
export async function owe(db: Db | Trx, key: string, rate: Rate, now: number): Promise<void> {
  await sql`
    insert into bucket (key, tokens, at) values (${key}, ${rate.burst - 1}, ${now})
    on conflict (key) do update set tokens = ${refilled(rate)} - 1, at = excluded.at`.execute(db)
}

/** The ms until there is a token; 0 when there is one. */
export async function waitOf(db: Db | Trx, key: string, { burst, refillMs }: Rate, now: number): Promise<number> {
  const row = await db.selectFrom('bucket').select(['tokens', 'at']).where('key', '=', key).executeTakeFirst()
  if (!row) return 0
  const tokens = Math.min(burst, row.tokens + Math.max(0, now - row.at) / refillMs)
  return tokens >= 1 ? 0 : Math.ceil((1 - tokens) * refillMs)
}

/** Removes buckets not touched for so long that they are full: nobody's address is kept longer than needed. */
export async function sweepBuckets(db: Db, now: number, idleMs: number): Promise<void> {
  await db
    .deleteFrom('bucket')
    .where('at', '<', now - idleMs)
    .execute()
}

/**
 * What is in it now. The casts: PostgreSQL gives a bare parameter the type of its neighbour, an integer. Clocks of two
 * servers may differ, so time never runs backwards here.
 */
function refilled({ burst, refillMs }: Rate): RawBuilder<number> {
  const most = sql`cast(${burst} as double precision)`
  const passed = sql`(case when excluded.at > bucket.at then excluded.at - bucket.at else 0 end)`
  const sum = sql`(bucket.tokens + ${passed} / cast(${refillMs} as double precision))`
  return sql<number>`(case when ${sum} > ${most} then ${most} else ${sum} end)`
}
