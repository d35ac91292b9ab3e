/** Backups that are taken while a class goes on, and what is restored from them, on both databases and across them. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src/sidecar/classroom/database.ts'
import { backUp } from '../../../src/sidecar/classroom/operate/backup.ts'
import { backupFirst } from '../../../src/sidecar/classroom/operate/backup-first.ts'
import { restore } from '../../../src/sidecar/classroom/operate/restore.ts'
import { countsOf, tablesInOrder } from '../../../src/sidecar/classroom/operate/tables.ts'
import { type Database, migrate, migrateTo, openFile, openServer } from '../../../src/sidecar/database/database.ts'
import { newId } from '../../../src/sidecar/database/id.ts'
import { POSTGRES_LIMITS } from '../../../src/sidecar/database/postgres.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { smallClass } from './people.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }
let folder: string
let made = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-backup-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const fresh = (end: string) => join(folder, `${++made}${end}`)

/** Every row of every table, in an order of its own. */
async function contents({ db, kind }: Database): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const table of await tablesInOrder(db, kind)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db)
    all[table] = rows
      .map((row) =>
        JSON.stringify(
          Object.entries(row)
            .map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value])
            .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
        ),
      )
      .toSorted()
  }
  return all
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  )

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const QUERY_CANCELED = '57014'
/** What Kysely's steps wait for (postgres-adapter.js). */
const KYSELY_LOCK = 3853314791062309107n
/** A lock is had by then, ms. */
const HELD_BY_MS = 400

async function locked({ db }: Database, lock: RawBuilder<unknown>, ms: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = 0`.execute(trx)
    await lock.execute(trx)
    await pause(ms)
  })
}

describe.each(KINDS)('a class in %s', (kind) => {
  const suite = databases(kind)
  const open = (where: string) =>
    where.startsWith('postgres') ? openServer(where) : openFile(where, 'classroom.sqlite')

  it('comes back from a backup row for row, into either database, and counts on from there', async () => {
    const database = await suite.fresh()
    await smallClass(database.db)
    const before = await contents(database)
    expect(before.attempt).toHaveLength(2)
    const files = [fresh('.jsonl.gz'), ...(kind === 'sqlite' ? [fresh('.sqlite')] : [])]
    for (const file of files) {
      const { rows } = await backUp(database, file, 0)
      expect(rows).toBe(Object.values(before).reduce((sum, { length }) => sum + length, 0))
      expect(statSync(file).mode & 0o077).toBe(0)
      const places = [fresh('-folder'), ...(kind === 'postgres' ? [await suite.place()] : [])]
      for (const where of places) {
        await restore(file, where)
        const restored = await open(where)
        expect(await contents(restored)).toEqual(before)
        await restored.db.insertInto('event').values({ channel: 'jobs', body: '{}', at: 1 }).execute()
        await restored.close()
        expect(await refusal(restore(file, where))).toBe('RESTORE_NOT_EMPTY')
      }
    }
    expect(await contents(database)).toEqual(before)
  }, 120_000)

  if (kind !== 'sqlite')
    it('that was kept in a file goes on in a PostgreSQL', async () => {
      const small = openFile(fresh('-small'), 'classroom.sqlite')
      await migrate(small)
      await smallClass(small.db)
      const before = await contents(small)
      const file = fresh('.sqlite')
      await backUp(small, file, 0)
      await small.close()
      const where = await suite.place()
      await restore(file, where)
      const restored = await open(where)
      expect(await contents(restored)).toEqual(before)
      await restored.db.insertInto('event').values({ channel: 'jobs', body: '{}', at: 1 }).execute()
      await restored.close()
    }, 120_000)

  if (kind !== 'sqlite')
    it('may take longer than any statement of a request', async () => {
      const usual = POSTGRES_LIMITS.statementMs
      POSTGRES_LIMITS.statementMs = 1_000
      const longerMs = 2_500
      try {
        const [database, where, file] = [await suite.fresh(), await suite.place(), fresh('.jsonl.gz')]
        await smallClass(database.db)
        const before = await contents(database)
        const count = sql`select count(*) from attempt`
        const [reading] = await Promise.all([
          pause(HELD_BY_MS).then(() => refusal(count.execute(database.db))),
          pause(HELD_BY_MS).then(() => backUp(database, file, 0)),
          locked(database, sql`lock table attempt in access exclusive mode`, longerMs),
        ])
        expect(reading).toBe(QUERY_CANCELED)
        const holder = await suite.open(where)
        const lock = sql`select pg_advisory_xact_lock(${sql.lit(KYSELY_LOCK)})`
        const [hurried] = await Promise.all([
          pause(HELD_BY_MS).then(() => refusal(lock.execute(holder.db))),
          pause(HELD_BY_MS).then(() => restore(file, where)),
          locked(holder, lock, longerMs),
        ])
        expect(hurried).toBe(QUERY_CANCELED)
        expect(await contents(holder)).toEqual(before)
      } finally {
        POSTGRES_LIMITS.statementMs = usual
      }
    }, 120_000)

  it('is consistent though others write on: a verdict has its attempt, and the counted rows are there', async () => {
    const database = await suite.fresh()
    const { ada, cohort } = await smallClass(database.db)
    let writing = true
    let written = 0
    const writer = (async () => {
      while (writing) {
        await database.db.transaction().execute(async (trx) => {
          const id = newId()
          await trx
            .insertInto('attempt')
            .values({
              id,
              person_id: ada,
              cohort_id: cohort,
              exercise: 'tcp/echo',
              locale: 'en',
              files: '{}',
              submitted_at: 1,
            })
            .execute()
          await trx
            .insertInto('verdict')
            .values({
              attempt_id: id,
              generation: 0,
              verdict: 'pass',
              points: 1,
              max_points: 1,
              result: '{}',
              provenance: '{}',
              worker: 'w',
              at: 1,
            })
            .execute()
        })
        written += 1
        await new Promise((done) => setImmediate(done))
      }
    })()
    const files = [fresh('.jsonl.gz'), fresh(kind === 'sqlite' ? '.sqlite' : '.jsonl.gz')]
    for (const file of files) {
      const before = written
      while (written < before + 5) await new Promise((done) => setImmediate(done))
      await backUp(database, file, 0)
    }
    writing = false
    await writer
    for (const file of files) {
      const where = kind === 'postgres' ? await suite.place() : fresh('-folder')
      await restore(file, where)
      const restored = await open(where)
      const { attempt, verdict } = await countsOf(restored.db, ['attempt', 'verdict'])
      expect(attempt).toBe(verdict)
      expect(attempt).toBeGreaterThan(2)
      expect(attempt).toBeLessThanOrEqual(written + 2)
      await restored.close()
    }
  }, 120_000)

  it('is restored wholly or not at all', async () => {
    const database = await suite.fresh()
    await smallClass(database.db)
    const whole = fresh('.jsonl.gz')
    await backUp(database, whole, 0)
    expect(await refusal(backUp(database, whole, 0))).toBe('BACKUP_EXISTS')
    expect(await refusal(backUp(database, join(folder, 'nowhere', 'x.gz'), 0))).toBe('BACKUP_UNWRITABLE')
    const lines = gunzipSync(readFileSync(whole)).toString().trimEnd().split('\n')
    const header = JSON.parse(lines[0]!) as { steps: string[] }
    const broken: [string, string | Buffer, string][] = [
      ['cut within', readFileSync(whole).subarray(0, -40), 'BACKUP_CUT'],
      ['without its end', gzipSync(`${lines.slice(0, -1).join('\n')}\n`), 'BACKUP_CUT'],
      ['a row short', gzipSync([...lines.slice(0, -2), lines.at(-1)].join('\n')), 'BACKUP_CUT'],
      ['of another program', gzipSync('{"hello":1}\n'), 'BACKUP_FOREIGN'],
      ['a letter', 'Dear Ada,', 'BACKUP_FOREIGN'],
      [
        'of a newer program',
        gzipSync([JSON.stringify({ ...header, steps: [...header.steps, '999-future'] }), ...lines.slice(1)].join('\n')),
        'BACKUP_NEWER',
      ],
      [
        'of a table nobody knows',
        gzipSync([lines[0], '["pets",{"name":"Rex"}]', lines.at(-1)].join('\n')),
        'BACKUP_FOREIGN',
      ],
    ]
    const server = kind === 'postgres' ? await suite.place() : null
    for (const [what, bytes, code] of broken) {
      const file = fresh('.broken')
      writeFileSync(file, bytes)
      const where = fresh('-folder')
      expect([what, await refusal(restore(file, where))]).toEqual([what, code])
      expect(existsSync(where) ? readdirSync(where) : []).toEqual([])
      if (server === null) continue
      expect([what, await refusal(restore(file, server))]).toEqual([what, code])
      const opened = await openServer(server)
      expect(await tablesInOrder(opened.db, 'postgres')).toEqual([])
      await opened.close()
    }
    expect(await refusal(restore(join(folder, 'absent'), fresh('-folder')))).toBe('BACKUP_UNREADABLE')
    // After all of that the place still takes a good one.
    if (server !== null) await restore(whole, server)
  }, 120_000)

  it('of an older program is copied as it is before its tables change, and can be brought back up to date', async () => {
    const where = await suite.place()
    const old = await open(where)
    await migrateTo(old, '002-work')
    await old.db
      .insertInto('person')
      .values({ id: 'p', name: 'P', handle: 'p', admin: 0, active: 1, created_at: 1 })
      .execute()
    await old.close()
    const backups = fresh('-backups')
    const denied = fresh('-denied')
    writeFileSync(denied, 'a file where the folder should be')
    if (kind === 'postgres')
      expect(await refusal(openDatabase(where, backupFirst({ folder: denied, log })))).toMatch(
        /EEXIST|ENOTDIR|BACKUP_UNWRITABLE/,
      )
    const opened = await openDatabase(where, backupFirst({ folder: backups, log }))
    await opened.close()
    const into = kind === 'sqlite' ? where : backups
    const copies = readdirSync(into).filter((name) => name.startsWith('classroom.before-003-assignments-'))
    expect(copies).toHaveLength(1)
    const again = fresh('-folder')
    mkdirSync(again)
    const { steps } = await restore(join(into, copies[0]!), again)
    expect(steps).toEqual(['001-people', '002-work'])
    const restored = openFile(again, 'classroom.sqlite')
    expect(await countsOf(restored.db, ['person', 'assignment'])).toEqual({ person: 1, assignment: 0 })
    await restored.close()
  }, 120_000)
})
