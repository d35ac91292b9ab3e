/** Kysely over PostgreSQL. */
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.ts'

export const POSTGRES_LIMITS = {
  /** Connections of one process. */
  connections: 12,
  connectWithinMs: 5_000,
  /** How long one statement may take, ms: no request waits for ever for a lock. */
  statementMs: 30_000,
  /** How long a backup or a restore waits for a lock, ms; for its statements no time is too long. */
  lockMs: 30_000,
  /** A transaction that its process left open (frozen, cut off) keeps its locks no longer than this. */
  idleInTransactionMs: 60_000,
}

/** `unhurried`: its statements may take as long as they need, and only locks are waited for no longer than `lockMs`. */
export type PoolOptions = { connections?: number; unhurried?: boolean }

export function openPool(url: string, { connections, unhurried = false }: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections ?? POSTGRES_LIMITS.connections,
    keepAlive: true,
    connectionTimeoutMillis: POSTGRES_LIMITS.connectWithinMs,
    ...(unhurried ? { lock_timeout: POSTGRES_LIMITS.lockMs } : { statement_timeout: POSTGRES_LIMITS.statementMs }),
    idle_in_transaction_session_timeout: POSTGRES_LIMITS.idleInTransactionMs,
    application_name: 'wirebook',
    types: TYPES,
  })
  // A connection that is lost while nobody uses it, or between two uses, would otherwise end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** The same for one transaction of a pool that hurries. */
export async function unhurried(trx: Transaction<Schema>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(trx)
  await sql`set local lock_timeout = ${sql.lit(POSTGRES_LIMITS.lockMs)}`.execute(trx)
}

export function openPostgres(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

/** `int8` and `numeric` (of count, sum and avg) come as text unless told otherwise; here as numbers, as with SQLite. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: string) {
    if (oid === pg.types.builtins.INT8) return safeInteger
    if (oid === pg.types.builtins.NUMERIC) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond what a number holds exactly`)
  return value
}
