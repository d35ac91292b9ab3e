/** Kysely over `node:sqlite`. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely'
import type { Schema } from './schema.ts'

export const SQLITE_LIMITS = {
  /** How long a write waits for another process that holds the file, ms. Without it SQLite gives up at once. */
  busyMs: 5_000,
}

/** Opens the file, or makes it. Throws what SQLite says: a folder that cannot be written, a file that is no database. */
export function openSqlite(file: string): Kysely<Schema> {
  const database = new DatabaseSync(file, { timeout: SQLITE_LIMITS.busyMs })
  try {
    // WAL + NORMAL: a kill of the process loses nothing that was answered; a power cut at most the last moments.
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on')
  } catch (error) {
    database.close()
    throw error
  }
  return new Kysely<Schema>({ dialect: new NodeSqliteDialect({ database: asKyselyWants(database) }) })
}

/** Kysely knows the shape of better-sqlite3; statements are kept, since preparing costs more than running. */
function asKyselyWants(database: DatabaseSync): NonNullable<SqliteDialectConfig['database']> {
  return {
    close: () => database.close(),
    prepare(text) {
      const statement = database.prepare(text)
      return {
        reader: statement.columns().length > 0, // SELECT, and … RETURNING
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) => statement.run(...(values as SQLInputValue[])),
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
      }
    },
  } as NonNullable<SqliteDialectConfig['database']>
}

/**
 * Transactions take the write lock when they begin. With a plain `begin`, one that reads first and then writes fails at
 * once when another process wrote in between, however long it would have been willing to wait (SQLITE_BUSY_SNAPSHOT).
 */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig
  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }
  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#config)
  }
}
