/**
 * A copy of a class as it is at one moment, while it is in use. Of a SQLite file: the same as a file (`VACUUM INTO`, one
 * read transaction). Of PostgreSQL, or when the name ends in `.gz`: as text (backup-format.ts), read in one transaction
 * that sees no change of others (REPEATABLE READ).
 */
import { chmodSync, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'kysely'
import { type Database, takenSteps } from '../../database/database.ts'
import { BackupError } from './backup-error.ts'
import { FORMAT, type Header, rowLine, type Trailer } from './backup-format.ts'
import { tablesInOrder } from './tables.ts'

/** Rows read from PostgreSQL at once. */
const BATCH = 500

export type Backup = { file: string; as: 'sqlite' | 'text'; rows: number }

/** Throws BackupError BACKUP_EXISTS, BACKUP_UNWRITABLE; then there is no such file. */
export async function backUp(database: Database, file: string, now: number): Promise<Backup> {
  if (existsSync(file)) throw new BackupError('BACKUP_EXISTS', ['backupExists', file])
  const part = `${file}.${process.pid}.part`
  const asText = database.kind === 'postgres' || file.endsWith('.gz')
  try {
    const rows = asText ? await writeText(database, part, now) : await writeFile(database, part)
    chmodSync(part, 0o600)
    // Nobody else's file is replaced: one that appeared meanwhile is told.
    if (existsSync(file)) throw new BackupError('BACKUP_EXISTS', ['backupExists', file])
    renameSync(part, file)
    return { file, as: asText ? 'text' : 'sqlite', rows }
  } catch (error) {
    if (error instanceof BackupError) throw error
    throw new BackupError('BACKUP_UNWRITABLE', ['backupUnwritable', file, (error as Error).message], { cause: error })
  } finally {
    rmSync(part, { force: true })
  }
}

async function writeFile(database: Database, part: string): Promise<number> {
  await sql`vacuum into ${part}`.execute(database.db)
  const copy = new DatabaseSync(part, { readOnly: true })
  try {
    const [found] = copy.prepare('pragma integrity_check').all() as { integrity_check: string }[]
    if (found?.integrity_check !== 'ok') throw new Error(`integrity_check: ${found?.integrity_check}`)
    const names = copy.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[]
    const ours = names.filter(({ name }) => !/^(kysely_|sqlite_)/.test(name))
    return ours.reduce((sum, { name }) => {
      const [row] = copy.prepare(`select count(*) as n from "${name}"`).all() as { n: number }[]
      return sum + (row?.n ?? 0)
    }, 0)
  } finally {
    copy.close()
  }
}

async function writeText(database: Database, part: string, now: number): Promise<number> {
  const steps = await takenSteps(database)
  const header: Header = {
    wirebook: 'classroom-backup',
    format: FORMAT,
    made: new Date(now).toISOString(),
    from: database.kind,
    steps,
  }
  const counts: Record<string, number> = {}
  const rows = database.kind === 'sqlite' ? rowsOfFile(database, part) : rowsOfServer(database)
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify(header)}\n`
    for await (const [table, row] of rows) {
      counts[table] = (counts[table] ?? 0) + 1
      yield rowLine(table, row)
    }
    yield `${JSON.stringify({ end: true, rows: counts } satisfies Trailer)}\n`
  }
  await pipeline(
    Readable.from(lines()),
    createGzip(),
    createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }),
  )
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}

type Rows = AsyncGenerator<[table: string, row: Record<string, unknown>]>

/** From a copy, so that the class is not held up while it is written out. */
async function* rowsOfFile(database: Database, part: string): Rows {
  const copy = `${part}.sqlite`
  await sql`vacuum into ${copy}`.execute(database.db)
  const tables = await tablesInOrder(database.db, 'sqlite')
  const opened = new DatabaseSync(copy, { readOnly: true })
  try {
    for (const table of tables)
      for (const row of opened.prepare(`select * from "${table}"`).iterate())
        yield [table, row as Record<string, unknown>]
  } finally {
    opened.close()
    rmSync(copy, { force: true })
  }
}

async function* rowsOfServer({ db }: Database): Rows {
  const trx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute()
  try {
    const { unhurried } = await import('../../database/postgres.ts')
    await unhurried(trx)
    for (const table of await tablesInOrder(trx, 'postgres')) {
      await sql`declare reading no scroll cursor for select * from ${sql.table(table)}`.execute(trx)
      for (;;) {
        const { rows } = await sql<Record<string, unknown>>`fetch ${sql.lit(BATCH)} from reading`.execute(trx)
        for (const row of rows) yield [table, row]
        if (rows.length < BATCH) break
      }
      await sql`close reading`.execute(trx)
    }
  } finally {
    await trx.rollback().execute()
  }
}
