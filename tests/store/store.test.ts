import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Attempt, Target } from '../../src/protocol/messages.ts'
import { dataFolder } from '../../src/sidecar/store/folder.ts'
import { openStore } from '../../src/sidecar/store/sqlite.ts'
import type { Store } from '../../src/sidecar/store/store.ts'

const FILE: Target = { kind: 'lab', id: 'tcp/one', file: 'a.ts' }
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function using<T>(action: (store: Store) => T): T {
  const store = openStore(folder)
  try {
    return action(store)
  } finally {
    store.close()
  }
}

describe('texts', () => {
  test('revisions count from 1 for each file, and all of them stay', () => {
    using((store) => {
      expect(store.head(FILE)).toBeNull()
      expect(store.save(FILE, 'one', 'tab')).toMatchObject({ revision: 1, text: 'one', by: 'tab', target: FILE })
      expect(store.save(FILE, 'two', 'tab').revision).toBe(2)
      expect(store.save({ ...FILE, file: 'b.ts' }, 'other', 'tab').revision).toBe(1)
    })
    using((store) => {
      expect(store.head(FILE)).toMatchObject({ revision: 2, text: 'two' })
      expect(store.history(FILE, 10).map(({ text }) => text)).toEqual(['two', 'one'])
      expect(store.history(FILE, 1).map(({ text }) => text)).toEqual(['two'])
    })
  })

  test('a version kept aside is in the history and is nobody’s head', () => {
    using((store) => {
      store.save(FILE, 'mine', 'a')
      store.save(FILE, 'theirs', 'b', { aside: true })
      expect(store.head(FILE)).toMatchObject({ revision: 1, text: 'mine' })
      expect(store.heads([{ kind: 'lab', id: FILE.id }]).map(({ text }) => text)).toEqual(['mine'])
      expect(store.save(FILE, 'next', 'a').revision).toBe(3)
      expect(store.history(FILE, 10)).toHaveLength(3)
    })
  })

  test('any text comes back as it was written', () => {
    const texts = ['', '你好\u0000\r\n', '😀'.repeat(1_000), "'; drop table texts; --"]
    using((store) => {
      for (const text of texts) store.save(FILE, text, 'tab')
      expect(store.history(FILE, 10).map(({ text }) => text)).toEqual(texts.toReversed())
    })
  })

  test('two processes on one folder never take the same revision', () => {
    using((first) =>
      using((second) => {
        expect([first, second, first].map((store) => store.save(FILE, 'x', 'tab').revision)).toEqual([1, 2, 3])
      }),
    )
  })
})

test('attempts come back oldest first, the latest of each exercise', () => {
  const attempt = (exercise: string, points: number): Attempt => ({
    exercise,
    points,
    at: '2026-01-01T00:00:00.000Z',
    verdict: 'fail',
    maxPoints: 9,
    seed: 1,
    ms: 1,
    tests: [],
    printed: '',
  })
  using((store) => {
    for (const points of [1, 2, 3]) store.addAttempt(attempt('tcp/a', points))
    store.addAttempt(attempt('tcp/b', 7))
    expect(store.attempts(['tcp/a', 'tcp/b'], 2).map(({ points }) => points)).toEqual([2, 3, 7])
  })
})

describe('SIGKILL', () => {
  test.each([1, 2, 3, 17])('right after write %i: everything acknowledged is there', async (writes) => {
    const { acknowledged, signal } = await writeUntil(`${writes}`)
    expect([acknowledged, signal]).toEqual([writes, 'SIGKILL'])
    expectIntact(writes)
  })

  test('at any moment of a stream of writes: everything acknowledged is there', async () => {
    let total = 0
    for (const after of [3, 11, 29, 47]) {
      const { acknowledged } = await writeUntil('never', after)
      expect(acknowledged).toBeGreaterThan(total)
      total = acknowledged
      expectIntact(total)
    }
  })
})

/** Starts a writer and kills it `killAfterMs` after its first acknowledgement. */
async function writeUntil(diesAfter: string, killAfterMs?: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), folder, diesAfter], {
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

function expectIntact(acknowledged: number): void {
  const database = new DatabaseSync(join(folder, 'wirebook.sqlite'))
  expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
  using((store) => {
    const revisions = store.history(FILE, 1_000_000).map(({ revision }) => revision)
    expect(revisions.length).toBeGreaterThanOrEqual(acknowledged)
    expect(revisions).toEqual(revisions.map((_, index) => revisions.length - index))
  })
}

describe('a folder that cannot be used', () => {
  test('is named, with what to do', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => openStore(join(folder, 'file'))).toThrow(
      expect.objectContaining({ code: 'STORE_FOLDER', message: expect.stringContaining('--data') }),
    )
  })

  test('data of a newer version is left alone', () => {
    using(() => {})
    const database = new DatabaseSync(join(folder, 'wirebook.sqlite'))
    database.exec('pragma user_version = 99')
    database.close()
    expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'STORE_NEWER' }))
  })

  test('a file that is no database is left alone', () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'wirebook.sqlite'), 'not a database, but long enough to be looked at as one'.repeat(100))
    expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'STORE_FOLDER' }))
  })
})

test('the folder follows the XDG specification', () => {
  expect(dataFolder({ XDG_DATA_HOME: '/data' })).toBe('/data/wirebook')
  expect(dataFolder({ XDG_DATA_HOME: 'relative' })).toBe(join(homedir(), '.local/share/wirebook'))
  expect(dataFolder({})).toBe(join(homedir(), '.local/share/wirebook'))
})
