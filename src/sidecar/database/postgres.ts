/** Kysely over PostgreSQL. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.ts'

export const POSTGRES_LIMITS = {
  /** Connections of one process. */
  connections: 12,
  connectWithinMs: 5_000,
  /** How long one statement may take, ms: no request waits for ever for a lock. */
  statementMs: 30_000,
  /** A transaction that its process left open (frozen, cut off) keeps its locks no longer than this. */
  idleInTransactionMs: 60_000,
}

export function openPool(url: string, connections: number = POSTGRES_LIMITS.connections): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    keepAlive: true,
    connectionTimeoutMillis: POSTGRES_LIMITS.connectWithinMs,
    statement_timeout: POSTGRES_LIMITS.statementMs,
    idle_in_transaction_session_timeout: POSTGRES_LIMITS.idleInTransactionMs,
    application_name: 'wirebook',
    types: TYPES,
  })
  // A connection that is lost while nobody uses it, or between two uses, would otherwise end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
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
