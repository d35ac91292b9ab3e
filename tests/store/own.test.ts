/** The file of one's own machine: taken over from the first format, or refused with what to do. */
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Target } from '../../src/protocol/messages.ts'
import type { Database } from '../../src/sidecar/database/database.ts'
import { LOCAL_PERSON } from '../../src/sidecar/database/id.ts'
import { dataFolder } from '../../src/sidecar/store/folder.ts'
import { openOwnDatabase, openStore } from '../../src/sidecar/store/open.ts'
import type { Store } from '../../src/sidecar/store/store.ts'

const FILE: Target = { kind: 'lab', id: 'tcp/one', file: 'a.ts' }
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-store-'))
  file = join(folder, 'wirebook.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function using<T>(action: (store: Store, database: Database) => Promise<T>): Promise<T> {
  const database = await openOwnDatabase(folder)
  try {
    return await action(openStore(database).of(LOCAL_PERSON), database)
  } finally {
    await database.close()
  }
}
const raw = <T>(action: (database: DatabaseSync) => T): T => {
  const database = new DatabaseSync(file)
  try {
    return action(database)
  } finally {
    database.close()
  }
}

test('what is written stays for the next process', async () => {
  await using((store) => store.save(FILE, 'mine', 'tab'))
  expect(await using((store) => store.head(FILE))).toMatchObject({ text: 'mine', revision: 1 })
  expect(readdirSync(folder).filter((name) => name.includes('before'))).toEqual([])
})

describe('a file of the first format', () => {
  const OLD = `
    create table texts (
      kind text not null, id text not null, file text not null,
      revision integer not null, aside integer not null, written_by text not null, at text not null,
      text text not null, primary key (kind, id, file, revision)) strict;
    create index texts_not_aside on texts (kind, id, file, revision) where aside = 0;
    create table attempts (
      number integer primary key, exercise text not null, at text not null, attempt text not null) strict;
    create index attempts_by_exercise on attempts (exercise, number);
    insert into texts values
      ('lab', 'tcp/one', 'a.ts', 1, 0, 'tab', '2026-01-01T10:00:00.123Z', 'first'),
      ('lab', 'tcp/one', 'a.ts', 2, 0, 'tab', '2026-01-02T10:00:00.000Z', '你好' || char(13, 10)),
      ('lab', 'tcp/one', 'a.ts', 3, 1, 'other', '2026-01-02T10:00:01.000Z', 'beside'),
      ('exercise', 'tcp/states', 'main.ts', 1, 0, 'import', '2025-06-01T00:00:00Z', '');
    insert into attempts (exercise, at, attempt) values
      ('tcp/states', '2026-01-03T00:00:00.000Z', '{"exercise":"tcp/states","at":"2026-01-03T00:00:00.000Z",
        "verdict":"pass","points":3,"maxPoints":3,"seed":7,"ms":5,"tests":[],"printed":"late"}'),
      ('tcp/states', '2026-01-02T00:00:00.000Z', '{"exercise":"tcp/states","at":"2026-01-02T00:00:00.000Z",
        "verdict":"fail","points":1.5,"maxPoints":3,"seed":7,"ms":5,"tests":[],"printed":"early"}');
    pragma user_version = 1;`
  beforeEach(() => raw((database) => database.exec(OLD)))

  test('is taken over whole: texts with revisions and times, and attempts', async () => {
    await using(async (store) => {
      const { texts, attempts } = await store.everything(100)
      expect(
        texts.map(({ target, revision, text, aside, by, at }) => [target.file, revision, text, aside, by, at]),
      ).toEqual([
        ['main.ts', 1, '', false, 'import', '2025-06-01T00:00:00.000Z'],
        ['a.ts', 1, 'first', false, 'tab', '2026-01-01T10:00:00.123Z'],
        ['a.ts', 2, '你好\r\n', false, 'tab', '2026-01-02T10:00:00.000Z'],
        ['a.ts', 3, 'beside', true, 'other', '2026-01-02T10:00:01.000Z'],
      ])
      expect(attempts.map(({ printed, points, verdict }) => [printed, points, verdict])).toEqual([
        ['early', 1.5, 'fail'],
        ['late', 3, 'pass'],
      ])
      expect((await store.save(FILE, 'next', 'tab')).revision).toBe(4)
    })
  })

  test('is copied first, and the copy is the file as it was', async () => {
    const told: string[] = []
    await (await openOwnDatabase(folder, (copy) => told.push(copy))).close()
    expect(told).toEqual([`${file}.before-${new Date().toISOString().slice(0, 10)}`])
    const copy = new DatabaseSync(told[0]!, { readOnly: true })
    expect(copy.prepare('select count(*) as n from texts').get()).toEqual({ n: 4 })
    expect(copy.prepare('pragma user_version').get()).toEqual({ user_version: 1 })
    copy.close()
  })

  test('is taken over once; a program of before then sees that it is newer', async () => {
    await using(async () => {})
    const told: string[] = []
    await (await openOwnDatabase(folder, (copy) => told.push(copy))).close()
    expect(told).toEqual([])
    await using(async (store) => expect((await store.everything(100)).texts).toHaveLength(4))
    raw((database) => {
      expect(database.prepare('pragma user_version').get()).toEqual({ user_version: 2 })
      const tables = database.prepare("select name from sqlite_master where name in ('texts', 'attempts')").all()
      expect(tables).toEqual([])
    })
  })

  test('stays as it is when it cannot be taken over whole', async () => {
    // A text of a kind that the new tables do not know.
    raw((database) => database.exec(`insert into texts values ('poem', 'x', 'y', 1, 0, 'tab', '', 'z')`))
    await expect(openOwnDatabase(folder)).rejects.toMatchObject({ code: 'STORE_FOLDER' })
    raw((database) => {
      expect(database.prepare('select count(*) as n from texts').get()).toEqual({ n: 5 })
      expect(database.prepare('select count(*) as n from text_version').get()).toEqual({ n: 0 })
      expect(database.prepare('pragma user_version').get()).toEqual({ user_version: 1 })
    })
  })
})

describe('a folder that cannot be used', () => {
  test('is named, with what to do', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(openOwnDatabase(join(folder, 'file'))).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_FOLDER', message: expect.stringContaining('--data') }),
    )
  })

  test('data of a newer version is left alone, by either of the numbers', async () => {
    await using((_, { db }) =>
      sql`insert into kysely_migration (name, timestamp) values ('999-later', '2999-01-01')`.execute(db),
    )
    await expect(openOwnDatabase(folder)).rejects.toThrow(expect.objectContaining({ code: 'STORE_NEWER' }))
    raw((database) => database.exec('pragma user_version = 99'))
    await expect(openOwnDatabase(folder)).rejects.toThrow(expect.objectContaining({ code: 'STORE_NEWER' }))
  })

  test('a file that is no database is left alone', async () => {
    mkdirSync(folder, { recursive: true })
    const text = 'not a database, but long enough to be looked at as one'.repeat(100)
    writeFileSync(file, text)
    await expect(openOwnDatabase(folder)).rejects.toThrow(expect.objectContaining({ code: 'STORE_FOLDER' }))
  })
})

describe('a file that fails later', () => {
  test('because the disk is full: says so, and what was saved stays', async () => {
    await using(async (store, { db }) => {
      await store.save(FILE, 'kept', 'tab')
      const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
      await sql.raw(`pragma max_page_count = ${rows[0]!.page_count + 2}`).execute(db)
      await expect(store.save(FILE, 'x'.repeat(100_000), 'tab')).rejects.toMatchObject({
        code: 'STORE_FAILED',
        told: ['storeFull'],
      })
      expect(await store.head(FILE)).toMatchObject({ text: 'kept', revision: 1 })
      await sql`pragma max_page_count = 1000000`.execute(db)
      expect((await store.save(FILE, 'x'.repeat(100_000), 'tab')).revision).toBe(2)
    })
  })

  test('because it may only be read: says so', async () => {
    await using(async (store, { db }) => {
      await store.save(FILE, 'kept', 'tab')
      await sql`pragma query_only = 1`.execute(db)
      await expect(store.save(FILE, 'x', 'tab')).rejects.toMatchObject({
        code: 'STORE_FAILED',
        told: ['storeReadOnly', expect.any(String)],
      })
      expect(await store.head(FILE)).toMatchObject({ text: 'kept' })
    })
  })

  test('because a page of it is corrupt: says that it cannot be read', async () => {
    await using(async (store) => {
      for (let n = 0; n < 50; n += 1) await store.save(FILE, 'x'.repeat(3_000), 'tab')
    })
    raw((database) => {
      const { rootpage } = database.prepare("select rootpage from sqlite_master where name = 'text_version'").get() as {
        rootpage: number
      }
      const { page_size } = database.prepare('pragma page_size').get() as { page_size: number }
      database.exec('pragma wal_checkpoint(truncate)')
      spoil(rootpage, page_size)
    })
    await using(async (store) =>
      expect(store.history(FILE, 100)).rejects.toMatchObject({
        code: 'STORE_FAILED',
        told: ['notRead', expect.stringContaining('malformed')],
      }),
    )
  })
})

function spoil(page: number, size: number): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, Buffer.alloc(size, 0xff), 0, size, (page - 1) * size)
  closeSync(fd)
}

test('the folder follows the XDG specification', () => {
  expect(dataFolder({ XDG_DATA_HOME: '/data' })).toBe('/data/wirebook')
  expect(dataFolder({ XDG_DATA_HOME: 'relative' })).toBe(join(homedir(), '.local/share/wirebook'))
  expect(dataFolder({})).toBe(join(homedir(), '.local/share/wirebook'))
})
