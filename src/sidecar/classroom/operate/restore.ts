/**
 * A backup into a new place: a folder or an empty PostgreSQL, whichever database it was taken from. All of it or
 * nothing; what is there already is never touched.
 */
import { closeSync, createReadStream, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createGunzip } from 'node:zlib'
import { sql } from 'kysely'
import {
  type Database,
  knownSteps,
  migrate,
  migrateTo,
  openFile,
  openServer,
  type Trx,
} from '../../database/database.ts'
import { CLASSROOM_FILE, explained, isServer } from '../database.ts'
import { BackupError } from './backup-error.ts'
import { Header, type RowLine, type RowValue } from './backup-format.ts'
import { backupLines, backupRows } from './backup-lines.ts'
import { countsOf, tablesInOrder } from './tables.ts'

/** Rows written at once. */
const BATCH = 200

export type Restored = { where: string; rows: number; steps: readonly string[] }

/** Throws BackupError, ClassroomError. */
export async function restore(file: string, where: string): Promise<Restored> {
  const source = await sourceOf(file)
  const known = knownSteps()
  const unknown = source.header.steps.find((step) => !known.includes(step))
  if (unknown !== undefined) throw new BackupError('BACKUP_NEWER', ['backupNewer', unknown])
  return isServer(where) ? intoServer(source, where) : intoFolder(source, where)
}

type Source = {
  file: string
  header: Header
  /** Row after row; the trailer's counts at the end. Throws BackupError BACKUP_CUT. */
  rows(): AsyncGenerator<RowLine, Record<string, number>>
}

async function intoFolder(source: Source, folder: string): Promise<Restored> {
  const to = join(folder, CLASSROOM_FILE)
  if (existsSync(to)) throw new BackupError('RESTORE_NOT_EMPTY', ['restoreNotEmpty', to])
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const part = `${CLASSROOM_FILE}.${process.pid}.part`
  try {
    const database = openFile(folder, part)
    const rows = await filled(database, source).finally(() => database.close())
    if (existsSync(to)) throw new BackupError('RESTORE_NOT_EMPTY', ['restoreNotEmpty', to])
    renameSync(join(folder, part), to)
    return { where: to, rows, steps: source.header.steps }
  } catch (error) {
    throw failed(error, folder)
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(join(folder, part + end), { force: true })
  }
}

async function intoServer(source: Source, url: string): Promise<Restored> {
  let database: Database | null = null
  try {
    database = await openServer(url, { unhurried: true })
    const there = await tablesInOrder(database.db, 'postgres')
    if (there.length > 0) throw new BackupError('RESTORE_NOT_EMPTY', ['restoreNotEmpty', database.where])
    const rows = await filled(database, source).catch(async (error: unknown) => {
      // The tables are all ours: there were none before.
      if (database) await dropAll(database)
      throw error
    })
    return { where: database.where, rows, steps: source.header.steps }
  } catch (error) {
    throw failed(error, url)
  } finally {
    await database?.close()
  }
}

function failed(error: unknown, where: string): unknown {
  if (error instanceof BackupError) return error
  const said = explained(error, where)
  if (said !== error) return said
  return new BackupError('RESTORE_FAILED', ['restoreFailed', (error as Error).message], { cause: error })
}

/** The tables of the backup's time, its rows, and then the steps that have come since. Gives the number of rows. */
async function filled(database: Database, { header, rows }: Source): Promise<number> {
  await migrateTo(database, header.steps.at(-1)!)
  const tables = await tablesInOrder(database.db, database.kind)
  const told = await database.db.transaction().execute(async (trx) => {
    const write = database.kind === 'sqlite' ? writeToFile : writeToServer
    const source = rows()
    let batch: RowLine[] = []
    const flush = async () => {
      const [table] = batch[0] ?? []
      if (table !== undefined)
        await write(
          trx,
          table,
          batch.map(([, row]) => row),
        )
      batch = []
    }
    for (;;) {
      const next = await source.next()
      if (next.done) {
        await flush()
        await same(trx, tables, next.value)
        if (database.kind === 'postgres') await countOn(trx)
        return next.value
      }
      const [table] = next.value
      if (!tables.includes(table)) throw new BackupError('BACKUP_FOREIGN', ['backupTable', table])
      if (batch.length >= BATCH || (batch[0] && batch[0][0] !== table)) await flush()
      batch.push(next.value)
    }
  })
  await migrate(database)
  return Object.values(told).reduce((sum, n) => sum + n, 0)
}

/** As many rows are there as the backup says. */
async function same(trx: Trx, tables: readonly string[], told: Record<string, number>): Promise<void> {
  const counts = await countsOf(trx, tables)
  const wrong = tables.find((table) => counts[table] !== (told[table] ?? 0))
  if (wrong !== undefined)
    throw new BackupError('BACKUP_CUT', ['backupCounts', wrong, told[wrong] ?? 0, counts[wrong] ?? 0])
}

async function writeToFile(trx: Trx, table: string, rows: Record<string, RowValue>[]): Promise<void> {
  for (const row of rows) {
    const columns = Object.keys(row)
    const values = Object.values(row).map((value) =>
      value !== null && typeof value === 'object' ? new Uint8Array(Buffer.from(value.hex, 'hex')) : value,
    )
    await sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))})
      values (${sql.join(values)})`.execute(trx)
  }
}

/** PostgreSQL reads the columns' types from its own table; numbers that count by themselves are taken over. */
async function writeToServer(trx: Trx, table: string, rows: Record<string, RowValue>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const texts = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [
        column,
        value !== null && typeof value === 'object' ? `\\x${value.hex}` : value,
      ]),
    ),
  )
  const names = sql.join(columns.map((name) => sql.ref(name)))
  await sql`insert into ${sql.table(table)} (${names}) overriding system value
    select ${names} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(texts)}::json)`.execute(
    trx,
  )
}

/** What counts by itself goes on behind what is there. */
async function countOn(trx: Trx): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.relname as "table", a.attname as "column" from pg_attribute a
    join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where a.attidentity <> '' and n.nspname = current_schema()`.execute(trx)
  for (const { table, column } of rows)
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}),
      greatest(coalesce((select max(${sql.ref(column)}) from ${sql.table(table)}), 0), 1),
      (select count(*) > 0 from ${sql.table(table)}))`.execute(trx)
}

async function dropAll({ db }: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname = current_schema()`.execute(db)
  for (const { name } of rows) await sql`drop table if exists ${sql.table(name)} cascade`.execute(db)
}

/** Of either sort, by its first bytes. */
async function sourceOf(file: string): Promise<Source> {
  const head = firstBytes(file)
  if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return textSource(file)
  if (head.toString('latin1').startsWith('SQLite format 3\0')) return fileSource(file)
  throw new BackupError('BACKUP_FOREIGN', ['backupForeign', file])
}

function firstBytes(file: string): Buffer {
  const head = Buffer.alloc(16)
  try {
    const descriptor = openSync(file, 'r')
    try {
      return head.subarray(0, readSync(descriptor, head))
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw new BackupError('BACKUP_UNREADABLE', ['backupUnreadable', file, (error as Error).message], { cause: error })
  }
}

async function textSource(file: string): Promise<Source> {
  const reading = linesOf(file)
  const first = await reading.next()
  await reading.return(undefined)
  const header = Header.safeParse(first.done ? null : first.value)
  if (!header.success) throw new BackupError('BACKUP_FOREIGN', ['backupForeign', file])
  return {
    file,
    header: header.data,
    rows: () => backupRows(linesOf(file), file),
  }
}

/** Throws BackupError BACKUP_CUT for what gzip or JSON cannot read. */
async function* linesOf(file: string): AsyncGenerator<unknown, void> {
  const input = createReadStream(file)
  const unpacked = createGunzip()
  input.on('error', (error) => unpacked.destroy(error))
  input.pipe(unpacked)
  try {
    yield* backupLines(unpacked, file)
  } finally {
    input.destroy()
    unpacked.destroy()
  }
}

/** A file of SQLite, as `backup` makes it, or one that was copied while nobody served it. */
async function fileSource(file: string): Promise<Source> {
  const reading = <T>(action: (opened: DatabaseSync) => T): T => {
    const opened = new DatabaseSync(file, { readOnly: true })
    try {
      return action(opened)
    } catch (error) {
      throw new BackupError('BACKUP_FOREIGN', ['backupForeign', file], { cause: error })
    } finally {
      opened.close()
    }
  }
  const steps = reading((opened) => {
    const [found] = opened.prepare('pragma integrity_check').all() as { integrity_check: string }[]
    if (found?.integrity_check !== 'ok') throw new Error(found?.integrity_check)
    return opened.prepare('select name from kysely_migration order by name').all() as { name: string }[]
  })
  const made = new Date(0).toISOString()
  const header = Header.safeParse({
    wirebook: 'classroom-backup',
    format: 1,
    made,
    from: 'sqlite',
    steps: steps.map(({ name }) => name),
  })
  if (!header.success) throw new BackupError('BACKUP_FOREIGN', ['backupForeign', file])
  return {
    file,
    header: header.data,
    async *rows() {
      const opened = new DatabaseSync(file, { readOnly: true })
      try {
        const counts: Record<string, number> = {}
        for (const table of tablesOfFile(opened)) {
          counts[table] = 0
          for (const row of opened.prepare(`select * from "${table}"`).iterate()) {
            counts[table] += 1
            yield [table, valuesOf(row as Record<string, unknown>)]
          }
        }
        return counts
      } finally {
        opened.close()
      }
    },
  }
}

/** In an order in which they can be filled. */
function tablesOfFile(opened: DatabaseSync): string[] {
  const tables = opened.prepare("select name from sqlite_master where type = 'table' order by rowid").all() as {
    name: string
  }[]
  const left = new Set(tables.map(({ name }) => name).filter((name) => !/^(kysely_|sqlite_)/.test(name)))
  const ordered: string[] = []
  while (left.size > 0) {
    const next = [...left].filter((name) => {
      const keys = opened.prepare(`pragma foreign_key_list("${name}")`).all() as { table: string }[]
      return keys.every(({ table }) => table === name || !left.has(table))
    })
    for (const name of next.length > 0 ? next : [...left]) {
      ordered.push(name)
      left.delete(name)
    }
  }
  return ordered
}

function valuesOf(row: Record<string, unknown>): Record<string, RowValue> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : (value as RowValue),
    ]),
  )
}
