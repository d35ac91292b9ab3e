/**
 * A file of the first format, of which `pragma user_version` was the number, becomes one of today's: what it holds is
 * copied into the new tables and its own are dropped, all in one transaction, after a copy of the file was made.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Attempt } from '../../protocol/messages.ts'
import { LOCAL_PERSON, newId } from '../database/id.ts'
import { SQLITE_LIMITS } from '../database/sqlite.ts'
import { escaped } from './escaped.ts'
import { StoreError } from './store.ts'

export const LAST_OLD_FORMAT = 1
/** Of a file whose steps Kysely counts. Programs that know only the first format see that it is newer than they are. */
const FORMAT = 2

/** 0: absent, or made just now. Throws StoreError for one that this program does not know. */
export function formatOf(file: string): number {
  if (!existsSync(file)) return 0
  return using(file, readFormat)
}

/**
 * Makes a copy of the file beside it, whole even while another process writes to it; gives its path. What a copy of the
 * same day holds already is not copied over.
 */
export function copyOldFile(file: string): string {
  const day = new Date().toISOString().slice(0, 10)
  let copy = `${file}.before-${day}`
  for (let number = 2; existsSync(copy); number += 1) copy = `${file}.before-${day}-${number}`
  const partial = `${copy}.${process.pid}.part`
  try {
    using(file, (database) => database.prepare('vacuum into ?').run(partial))
    renameSync(partial, copy)
  } finally {
    rmSync(partial, { force: true })
  }
  return copy
}

/** The new tables and LOCAL_PERSON are there. Nothing happens to a file that is of today's format. */
export function takeOver(file: string): void {
  using(file, (database) => {
    if (readFormat(database) === FORMAT) return
    database.exec('begin immediate')
    try {
      if (readFormat(database) === LAST_OLD_FORMAT) {
        copyTexts(database)
        copyAttempts(database)
        database.exec('drop table texts; drop table attempts')
      }
      database.exec(`pragma user_version = ${FORMAT}; commit`)
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  })
}

type OldText = {
  kind: string
  id: string
  file: string
  revision: number
  text: string
  written_by: string
  aside: number
  at: string
}

function copyTexts(database: DatabaseSync): void {
  const insert = database.prepare(
    `insert into text_version (person_id, kind, owner, file, revision, text, written_by, aside, at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const row of database.prepare('select * from texts').iterate() as Iterable<OldText>) {
    const { kind, id, file, revision, text, written_by, aside, at } = row
    insert.run(LOCAL_PERSON, kind, id, file, revision, escaped(text), written_by, aside, momentOf(at))
  }
}

function copyAttempts(database: DatabaseSync): void {
  const attempt = database.prepare(
    `insert into attempt (id, person_id, exercise, locale, files, submitted_at) values (?, ?, ?, 'en', '{}', ?)`,
  )
  const verdict = database.prepare(
    `insert into verdict (attempt_id, generation, verdict, points, max_points, result, provenance, worker, at)
     values (?, 0, ?, ?, ?, ?, '{}', 'local', ?)`,
  )
  const rows = database.prepare('select exercise, at, attempt from attempts order by number').iterate()
  for (const row of rows as Iterable<{ exercise: string; at: string; attempt: string }>) {
    const id = newId()
    const { verdict: outcome, points, maxPoints } = JSON.parse(row.attempt) as Attempt
    attempt.run(id, LOCAL_PERSON, row.exercise, momentOf(row.at))
    verdict.run(id, outcome, points, maxPoints, row.attempt, momentOf(row.at))
  }
}

/** ms since the epoch; 0 for what was never a time: its text is kept all the same. */
function momentOf(at: string): number {
  const moment = Date.parse(at)
  return Number.isNaN(moment) ? 0 : moment
}

function readFormat(database: DatabaseSync): number {
  const { user_version: version } = database.prepare('pragma user_version').get() as { user_version: number }
  if (version > FORMAT) throw new StoreError('STORE_NEWER', ['newerStore', version])
  return version
}

function using<T>(file: string, action: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file, { timeout: SQLITE_LIMITS.busyMs })
  try {
    database.exec('pragma foreign_keys = on')
    return action(database)
  } finally {
    database.close()
  }
}
