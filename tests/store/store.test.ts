/** The store over both databases. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Attempt, Target } from '../../src/protocol/messages.ts'
import { type Database, migrate } from '../../src/sidecar/database/database.ts'
import { newId } from '../../src/sidecar/database/id.ts'
import { openStore } from '../../src/sidecar/store/open.ts'
import type { Store } from '../../src/sidecar/store/store.ts'
import { databases, KINDS } from '../support/databases.ts'
import { somebody } from './people.ts'

const FILE: Target = { kind: 'lab', id: 'tcp/one', file: 'a.ts' }
const attempt = (exercise: string, points: number, at: string, verdict: Attempt['verdict'] = 'fail'): Attempt => ({
  exercise,
  points,
  at,
  verdict,
  maxPoints: 9,
  seed: 1,
  ms: 1,
  tests: [],
  printed: 'a\u0000b',
})
const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`

describe.each(KINDS)('the store on %s', (kind) => {
  const base = databases(kind)
  let place: string
  let database: Database
  let store: Store
  beforeAll(async () => {
    place = await base.place()
    database = await base.open(place)
    await migrate(database)
  })
  let person: string
  beforeEach(async () => {
    person = await somebody(database)
    store = openStore(database).of(person)
  })

  describe('texts', () => {
    test('revisions count from 1 for each file, and all of them stay', async () => {
      expect(await store.head(FILE)).toBeNull()
      expect(await store.save(FILE, 'one', 'tab')).toMatchObject({ revision: 1, text: 'one', by: 'tab', target: FILE })
      expect((await store.save(FILE, 'two', 'tab')).revision).toBe(2)
      expect((await store.save({ ...FILE, file: 'b.ts' }, 'other', 'tab')).revision).toBe(1)
      expect(await store.head(FILE)).toMatchObject({ revision: 2, text: 'two' })
      expect((await store.history(FILE, 10)).map(({ text }) => text)).toEqual(['two', 'one'])
      expect((await store.history(FILE, 1)).map(({ text }) => text)).toEqual(['two'])
    })

    test('a version kept aside is in the history and is nobody’s head', async () => {
      await store.save(FILE, 'mine', 'a')
      await store.save(FILE, 'theirs', 'b', { aside: true })
      expect(await store.head(FILE)).toMatchObject({ revision: 1, text: 'mine' })
      expect((await store.heads([{ kind: 'lab', id: FILE.id }])).map(({ text }) => text)).toEqual(['mine'])
      expect((await store.save(FILE, 'next', 'a')).revision).toBe(3)
      expect(await store.history(FILE, 10)).toHaveLength(3)
    })

    test('heads are those of the labs and exercises asked for, one of each file', async () => {
      const other: Target = { kind: 'exercise', id: 'tcp/one', file: 'a.ts' }
      for (const target of [FILE, { ...FILE, file: 'b.ts' }, other, { ...FILE, id: 'tcp/two' }])
        for (const text of ['old', `${target.kind} ${target.id} ${target.file}`]) await store.save(target, text, 'tab')
      const heads = await store.heads([
        { kind: 'lab', id: 'tcp/one' },
        { kind: 'lab', id: 'tcp/none' },
      ])
      expect(heads.map(({ text }) => text).sort()).toEqual(['lab tcp/one a.ts', 'lab tcp/one b.ts'])
      expect(await store.heads([])).toEqual([])
    })

    test('any text comes back as it was written', async () => {
      const texts = ['', '你好\u0000\r\n', '😀'.repeat(1_000), "'; drop table text_version; --", '\uFDD0\u00000\uFDD01']
      for (const text of texts) await store.save(FILE, text, 'tab')
      expect((await store.history(FILE, 10)).map(({ text }) => text)).toEqual(texts.toReversed())
      expect((await store.everything(10)).texts.map(({ text }) => text)).toEqual(texts)
      expect((await store.save(FILE, texts[1]!, 'tab')).text).toBe(texts[1])
    })

    test('what was written elsewhere keeps its time, to the millisecond', async () => {
      const saved = await store.save(FILE, 'x', 'import', { at: '2025-12-31T23:59:59.987Z' })
      expect(saved.at).toBe('2025-12-31T23:59:59.987Z')
    })

    test('of each text everything gives the latest versions, oldest first, and says which were kept aside', async () => {
      for (const text of ['one', 'two', 'three']) await store.save(FILE, text, 'tab', { aside: text === 'two' })
      const { texts } = await store.everything(2)
      expect(texts.map(({ text, aside }) => [text, aside])).toEqual([
        ['two', true],
        ['three', false],
      ])
    })

    test('two processes that write at the same time never take the same revision', async () => {
      await Promise.all([writeUntil(place, person, '60'), writeUntil(place, person, '60')])
      const revisions = (await store.history(FILE, 1_000)).map(({ revision }) => revision)
      expect(revisions.toReversed()).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
    })

    if (kind === 'postgres')
      test('nor do many at once of one process', async () => {
        const saved = await Promise.all(Array.from({ length: 30 }, (_, n) => store.save(FILE, `${n}`, 'tab')))
        const revisions = saved.map(({ revision }) => revision).toSorted((a, b) => a - b)
        expect(revisions).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
      })
  })

  describe('attempts', () => {
    test('come back oldest first, the latest of each exercise', async () => {
      for (const day of [3, 1, 2]) await store.addAttempt(attempt('tcp/a', day, at(day)))
      await store.addAttempt(attempt('tcp/b', 7, at(1)))
      const found = await store.attempts(['tcp/a', 'tcp/b'], 2)
      expect(found.map(({ points }) => points)).toEqual([2, 3, 7])
      const { id, ...rest } = found[0]!
      expect(rest).toEqual(attempt('tcp/a', 2, at(2)))
      expect(await store.attemptFiles('tcp/a', id!)).toBeNull()
      expect((await store.everything(1)).attempts.map(({ points }) => points).toSorted()).toEqual([1, 2, 3, 7])
    })

    test('are stored with their files before they are graded, and once', async () => {
      const id = newId()
      const versions = { 'a.ts': at(1), 'b.ts': null }
      const submission = { id, exercise: 'tcp/a', files: { 'a.ts': 'x\u0000' }, versions, locale: 'zh-cn' as const }
      expect(await store.submit(submission)).toBeNull()
      expect(await store.submit({ ...submission, files: { 'a.ts': 'other' } })).toBeNull()
      expect(await store.unfinished(['tcp/a', 'tcp/b'])).toEqual([submission])
      expect(await store.unfinished(['tcp/b'])).toEqual([])
      expect(await store.attempts(['tcp/a'], 9)).toEqual([])

      const first = await store.finish(id, attempt('tcp/a', 4, at(1), 'pass'))
      const second = await store.finish(id, attempt('tcp/a', 0, at(1), 'fail'))
      expect(first).toMatchObject({ id, points: 4, verdict: 'pass' })
      expect(second).toEqual(first)
      expect(await store.submit(submission)).toEqual(first)
      expect(await store.unfinished(['tcp/a'])).toEqual([])
      expect(await store.attempts(['tcp/a'], 9)).toEqual([first])
      expect(await store.attemptFiles('tcp/a', id)).toEqual({ 'a.ts': 'x\u0000' })
    })

    test('that an error of ours ended are none', async () => {
      const id = newId()
      await store.submit({ id, exercise: 'tcp/a', files: { 'a.ts': '' }, locale: 'en' })
      await store.finish(id, attempt('tcp/a', 0, at(1), 'error'))
      expect(await store.attempts(['tcp/a'], 9)).toEqual([])
      expect(await store.unfinished(['tcp/a'])).toEqual([])
      expect((await store.everything(1)).attempts).toEqual([])
    })

    test('show a person what they may see of them', async () => {
      await store.addAttempt(attempt('tcp/a', 2, at(2)))
      const shown = async (attempts: Attempt[], of: string) => attempts.map((one) => ({ ...one, printed: `for ${of}` }))
      const careful = openStore(database, { shown }).of(person)
      expect((await careful.attempts(['tcp/a'], 9)).map(({ printed }) => printed)).toEqual([`for ${person}`])
      expect((await careful.everything(1)).attempts.map(({ printed }) => printed)).toEqual([`for ${person}`])
    })

    test('can be taken back until there is a verdict', async () => {
      const [gone, kept] = [newId(), newId()]
      for (const id of [gone, kept]) await store.submit({ id, exercise: 'tcp/a', files: { 'a.ts': '' }, locale: 'en' })
      await store.finish(kept, attempt('tcp/a', 1, at(1)))
      for (const id of [gone, kept]) await store.withdraw(id)
      expect(await store.unfinished(['tcp/a'])).toEqual([])
      expect((await store.attempts(['tcp/a'], 9)).map(({ id }) => id)).toEqual([kept])
    })
  })

  test('nobody reads or changes what is another’s', async () => {
    const other = openStore(database).of(await somebody(database))
    const id = newId()
    await store.save(FILE, 'mine', 'tab')
    await store.submit({ id, exercise: 'tcp/a', files: { 'a.ts': 'mine' }, locale: 'en' })
    expect(await other.head(FILE)).toBeNull()
    expect(await other.heads([{ kind: 'lab', id: FILE.id }])).toEqual([])
    expect(await other.history(FILE, 9)).toEqual([])
    expect(await other.unfinished(['tcp/a'])).toEqual([])
    expect(await other.attemptFiles('tcp/a', id)).toBeNull()
    await expect(other.submit({ id, exercise: 'tcp/a', files: { 'a.ts': '' }, locale: 'en' })).rejects.toThrow(id)
    await expect(other.finish(id, attempt('tcp/a', 9, at(1), 'pass'))).rejects.toThrow(id)
    await other.withdraw(id)
    expect((await other.save(FILE, 'theirs', 'tab')).revision).toBe(1)
    expect(await store.unfinished(['tcp/a'])).toHaveLength(1)
    expect(await store.attempts(['tcp/a'], 9)).toEqual([])
    expect((await other.everything(9)).texts.map(({ text }) => text)).toEqual(['theirs'])
    expect((await store.everything(9)).texts.map(({ text }) => text)).toEqual(['mine'])
  })

  test('what the database refuses is told with a code and a sentence', async () => {
    const broken = await base.fresh()
    const store = openStore(broken).of(await somebody(broken))
    await sql`drop table text_version`.execute(broken.db)
    const code = 'STORE_FAILED'
    await expect(store.save(FILE, 'x', 'tab')).rejects.toMatchObject({ code, told: ['notStored', expect.anything()] })
    await expect(store.head(FILE)).rejects.toMatchObject({ code, told: ['notRead', expect.anything()] })
  })

  describe('SIGKILL', () => {
    test.each([1, 2, 3, 17])('right after write %i: everything acknowledged is there', async (writes) => {
      const { acknowledged, signal } = await writeUntil(place, person, `${writes}`)
      expect([acknowledged, signal]).toEqual([writes, 'SIGKILL'])
      await expectIntact(writes)
    })

    test('at any moment of a stream of writes: everything acknowledged is there', async () => {
      let total = 0
      for (const after of [3, 11, 29, 47]) {
        const { acknowledged } = await writeUntil(place, person, 'never', after)
        expect(acknowledged).toBeGreaterThan(total)
        total = acknowledged
        await expectIntact(total)
      }
    })

    async function expectIntact(acknowledged: number): Promise<void> {
      if (kind === 'sqlite') {
        const { rows } = await sql`pragma integrity_check`.execute(database.db)
        expect(rows).toEqual([{ integrity_check: 'ok' }])
      }
      const versions = await store.history(FILE, 1_000_000)
      const revisions = versions.map(({ revision }) => revision)
      expect(revisions.length).toBeGreaterThanOrEqual(acknowledged)
      expect(revisions).toEqual(revisions.map((_, index) => revisions.length - index))
    }
  })

  if (kind === 'postgres')
    test('a server that starts again in the middle costs no text, and none is stored twice', async () => {
      const texts = Array.from({ length: 60 }, (_, index) => `text ${index}`)
      const writing = (async () => {
        for (const text of texts) await store.save(FILE, text, 'tab')
      })()
      await expect.poll(async () => (await store.history(FILE, 1)).length).toBe(1)
      await base.postgres()!.restart()
      await writing
      expect((await store.history(FILE, 1_000)).map(({ text }) => text).toReversed()).toEqual(texts)
    })
})

/** Starts a writer and kills it `killAfterMs` after its first acknowledgement. */
async function writeUntil(place: string, person: string, diesAfter: string, killAfterMs?: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), place, person, diesAfter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)))
  let printed = ''
  const first = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk
      resolve()
    })
  })
  if (killAfterMs !== undefined) {
    await first
    await pause(killAfterMs)
    child.kill('SIGKILL')
  }
  const signal = await ended
  const complete = printed.slice(0, printed.lastIndexOf('\n')).split('\n')
  return { acknowledged: Number(complete.at(-1)), signal }
}
