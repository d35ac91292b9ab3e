/** The store as one SQLite file. Synchronous: a write is a few dozen µs, and order is then plain to see. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Attempt, Target } from '../../protocol/messages.ts'
import { MIGRATIONS } from './migrations.ts'
import { type Store, type StoredText, type StoredVersion, StoreError, type TextOwner } from './store.ts'

export const STORE_LIMITS = {
  /** How long a write waits for another process that holds the file, ms. */
  busyMs: 5_000,
}

type Row = {
  kind: string
  id: string
  file: string
  revision: number
  text: string
  written_by: string
  at: string
  aside: number
}

/** Opens, or makes, `<folder>/wirebook.sqlite`. Throws StoreError with what to do next. */
export function openStore(folder: string): Store {
  let database: DatabaseSync | null = null
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    database = new DatabaseSync(join(folder, 'wirebook.sqlite'), { timeout: STORE_LIMITS.busyMs })
    // WAL + NORMAL: a kill of the process loses nothing that was answered; a power cut at most the last moments.
    database.exec('pragma journal_mode = wal; pragma synchronous = normal')
    migrate(database)
    return new SqliteStore(database)
  } catch (error) {
    database?.close()
    if (error instanceof StoreError) throw error
    throw new StoreError('STORE_FOLDER', ['noStore', folder, (error as Error).message], { cause: error })
  }
}

function migrate(database: DatabaseSync): void {
  database.exec('begin immediate')
  const { user_version: version } = database.prepare('pragma user_version').get() as { user_version: number }
  if (version > MIGRATIONS.length) throw new StoreError('STORE_NEWER', ['newerStore', version])
  for (const step of MIGRATIONS.slice(version)) database.exec(step)
  database.exec(`pragma user_version = ${MIGRATIONS.length}; commit`)
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync
  readonly #insert
  readonly #head
  readonly #heads
  readonly #history
  readonly #insertAttempt
  readonly #attempts
  readonly #versions
  readonly #allAttempts

  constructor(database: DatabaseSync) {
    this.#database = database
    // One statement, so that two processes on one file can never take the same revision.
    this.#insert = database.prepare(
      `insert into texts (kind, id, file, revision, text, written_by, aside, at) values (?1, ?2, ?3,
         coalesce((select max(revision) from texts where kind = ?1 and id = ?2 and file = ?3), 0) + 1,
         ?4, ?5, ?6, ?7) returning *`,
    )
    this.#head = database.prepare(
      'select * from texts where kind = ? and id = ? and file = ? and aside = 0 order by revision desc limit 1',
    )
    this.#heads = database.prepare(
      `select texts.* from texts natural join
         (select kind, id, file, max(revision) as revision from texts
          where kind = ? and id = ? and aside = 0 group by file)`,
    )
    this.#history = database.prepare(
      'select * from texts where kind = ? and id = ? and file = ? order by revision desc limit ?',
    )
    this.#insertAttempt = database.prepare('insert into attempts (exercise, at, attempt) values (?, ?, ?)')
    // By time: what is brought from another machine may be older than what is here.
    this.#attempts = database.prepare(
      'select attempt from attempts where exercise = ? order by at desc, number desc limit ?',
    )
    this.#versions = database.prepare(
      `select * from (select *, row_number() over (partition by kind, id, file order by revision desc) as back from texts)
       where back <= ? order by kind, id, file, revision`,
    )
    this.#allAttempts = database.prepare('select attempt from attempts order by at, number')
  }

  save(target: Target, text: string, by: string, options: { aside?: boolean; at?: string } = {}): StoredText {
    const { kind, id, file } = target
    const at = options.at ?? new Date().toISOString()
    return this.#write(() =>
      textOf(this.#insert.get(kind, id, file, text, by, options.aside ? 1 : 0, at) as unknown as Row),
    )
  }

  head({ kind, id, file }: Target): StoredText | null {
    const row = this.#head.get(kind, id, file) as unknown as Row | undefined
    return row ? textOf(row) : null
  }

  heads(owners: TextOwner[]): StoredText[] {
    return owners.flatMap(({ kind, id }) => (this.#heads.all(kind, id) as unknown as Row[]).map(textOf))
  }

  history({ kind, id, file }: Target, limit: number): StoredText[] {
    return (this.#history.all(kind, id, file, limit) as unknown as Row[]).map(textOf)
  }

  addAttempt(attempt: Attempt): void {
    this.#write(() => this.#insertAttempt.run(attempt.exercise, attempt.at, JSON.stringify(attempt)))
  }

  attempts(exercises: string[], limit: number): Attempt[] {
    return exercises.flatMap((exercise) =>
      (this.#attempts.all(exercise, limit) as { attempt: string }[])
        .map(({ attempt }) => JSON.parse(attempt) as Attempt)
        .reverse(),
    )
  }

  everything(versions: number): { texts: StoredVersion[]; attempts: Attempt[] } {
    return {
      texts: (this.#versions.all(versions) as unknown as Row[]).map((row) => ({
        ...textOf(row),
        aside: row.aside === 1,
      })),
      attempts: (this.#allAttempts.all() as { attempt: string }[]).map(({ attempt }) => JSON.parse(attempt) as Attempt),
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #write<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      throw new StoreError('STORE_FAILED', ['notStored', (error as Error).message], { cause: error })
    }
  }
}

function textOf({ kind, id, file, revision, text, written_by: by, at }: Row): StoredText {
  return { target: { kind: kind as Target['kind'], id, file }, text, revision, at, by }
}
