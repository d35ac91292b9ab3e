/** The database behind a sidecar: one SQLite file, or a PostgreSQL that several processes share. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Kysely, sql, type Transaction } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Pool } from 'pg'
import type { Kind } from './columns.ts'
import { migrationsFor } from './migrations.ts'
import type { PoolOptions } from './postgres.ts'
import type { Schema } from './schema.ts'
import { openSqlite } from './sqlite.ts'

export type Db = Kysely<Schema>
/** Inside a transaction only its own handle may be used: with SQLite any other would wait for it for ever. */
export type Trx = Transaction<Schema>

export type Database = {
  readonly db: Db
  readonly kind: Kind
  /** PostgreSQL's connections, for LISTEN and for graphile-worker; null with SQLite. */
  readonly pool: Pool | null
  /** The file, or the URL without its password. */
  readonly where: string
  close(): Promise<void>
}

/** Steps this program does not know: the database was written by a newer one. */
export class NewerDatabaseError extends Error {
  override name = 'NewerDatabaseError'
  readonly step: string
  constructor(step: string) {
    super(`the database has the step ${step}, which this version does not know`)
    this.step = step
  }
}

/** `<folder>/<name>`, made with its folder when absent. Not yet migrated. */
export function openFile(folder: string, name: string): Database {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const where = join(folder, name)
  const db = openSqlite(where)
  return { db, kind: 'sqlite', pool: null, where, close: () => db.destroy() }
}

/** `postgres://user:password@host:port/database`. Connects when first asked. Not yet migrated. */
export async function openServer(url: string, options: PoolOptions = {}): Promise<Database> {
  const { openPool, openPostgres } = await import('./postgres.ts')
  const pool = openPool(url, options)
  const db = openPostgres(pool)
  const shown = new URL(url)
  shown.password = ''
  return { db, kind: 'postgres', pool, where: shown.href, close: () => db.destroy() }
}

/** Steps that are still to be taken, in order; empty when up to date. Throws NewerDatabaseError. */
export async function pendingSteps({ db, kind }: Database): Promise<string[]> {
  const known = migrationsFor(kind)
  const all = await migrator(db, kind).getMigrations()
  const done = new Set(all.filter(({ executedAt }) => executedAt !== undefined).map(({ name }) => name))
  for (const name of await executedNames(db)) if (!(name in known)) throw new NewerDatabaseError(name)
  return Object.keys(known).filter((name) => !done.has(name))
}

/** All steps that this program knows, in order. */
export function knownSteps(): string[] {
  return Object.keys(migrationsFor('sqlite'))
}

/** Steps that were taken, in order, also those that this program does not know. */
export function takenSteps({ db }: Database): Promise<string[]> {
  return executedNames(db)
}

/** Makes the tables as they were after this step. For an empty database, to be filled from a backup of that time. */
export async function migrateTo({ db, kind }: Database, step: string): Promise<void> {
  const { error } = await migrator(db, kind).migrateTo(step)
  if (error) throw error
}

/** Takes all steps that are missing, in one transaction. Several processes may call it at once. */
export async function migrate(database: Database): Promise<void> {
  if ((await pendingSteps(database)).length === 0) return
  const { error } = await migrator(database.db, database.kind).migrateToLatest()
  if (error) throw error
}

function migrator(db: Db, kind: Kind): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrationsFor(kind) } })
}

/** Names in Kysely's own table; none while it does not exist. */
async function executedNames(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}
