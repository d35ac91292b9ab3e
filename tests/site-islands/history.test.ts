/** A text's history in the browser, and what is told of two texts: pure, without a page. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Attempt, SavedText, TestResult } from '../../src/protocol/messages.ts'
import { gradedText, testChanges } from '../../src/site/islands/exercise/after/compared.ts'
import { afterWords } from '../../src/site/islands/exercise/after/words.ts'
import { changesOf, extentOf } from '../../src/site/islands/shared/diff/changes.ts'
import { diffWords } from '../../src/site/islands/shared/diff/words.ts'
import { putAside } from '../../src/site/islands/shared/drafts.ts'
import { excerptOf, listed } from '../../src/site/islands/shared/versions/listed.ts'
import {
  keepPageVersion,
  PAGE_LIMITS,
  pageVersions,
  tidyStorage,
  type VersionStorage,
} from '../../src/site/islands/shared/versions/page-versions.ts'

const target = { kind: 'lab', id: 'tcp/handshake-1', file: 'client.ts' } as const
const other = { kind: 'lab', id: 'tcp/handshake-1', file: 'server.ts' } as const
const NOW = Date.parse('2026-05-04T10:00:00.000Z')
const saved = (text: string, revision: number, at: string): SavedText => ({ target, text, revision, at })

/** Like a browser's storage; `room` in UTF-16 units. */
function memory(room = Number.POSITIVE_INFINITY): VersionStorage & { items: Map<string, string> } {
  const items = new Map<string, string>()
  const used = () => [...items].reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  return {
    items,
    get length() {
      return items.size
    },
    key: (at) => [...items.keys()][at] ?? null,
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => void items.delete(key),
    setItem(key, value) {
      const before = items.get(key)
      items.set(key, value)
      if (used() <= room) return
      if (before === undefined) items.delete(key)
      else items.set(key, before)
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
}

describe('two texts', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`)
  const extent = (before: string[], after: string[]) =>
    extentOf(changesOf(`${before.join('\n')}\n`, `${after.join('\n')}\n`))

  it('that are the same have no changes', () => {
    expect(changesOf('a\nb\n', 'a\nb\n')).toEqual([])
    expect(extent(lines, lines)).toBeNull()
  })

  it('differ in lines changed, added and taken out, from a line of the later one', () => {
    const after = lines.toSpliced(11, 2, 'const TWELVE = 12', 'const THIRTEEN = 13', 'one more')
    expect(extent(lines, after)).toEqual({ changed: 2, added: 1, removed: 0, first: 12 })
    expect(extent(lines, lines.toSpliced(4, 3))).toEqual({ changed: 0, added: 0, removed: 3, first: 5 })
    expect(extent([], lines)).toMatchObject({ removed: 0, first: 1 })
  })

  it('are told line by line, at their end as well', () => {
    expect(changesOf('a\nb\n', 'a\nb\nc\n')).toEqual([{ line: { before: 3, after: 3 }, removed: [], added: ['c'] }])
    expect(changesOf('a\nb', 'a\nb\nc').at(-1)!.added.at(-1)).toBe('c')
    const [change] = changesOf('one\ntwo\nthree\n', 'one\n2\nthree\n')
    expect(change).toEqual({ line: { before: 2, after: 2 }, removed: ['two'], added: ['2'] })
  })

  it('are summed up in a sentence of each language', () => {
    const sum = { changed: 3, added: 1, removed: 0, first: 12 }
    expect(diffWords.en.extent(sum)).toBe('3 lines changed, 1 line added, first at line 12.')
    expect(diffWords['zh-cn'].extent(sum)).toBe('修改 3 行，新增 1 行，第一处在第 12 行。')
    expect(diffWords.en.extent({ changed: 1, added: 0, removed: 0, first: 7 })).toBe('1 line changed, at line 7.')
  })

  it('of a size that no learner writes are compared roughly: fully it would take minutes', () => {
    const long = Array.from({ length: 20_000 }, (_, at) => `${(at * 7919) % 1013} ${at}`)
    expect(extentOf(changesOf(long.join('\n'), long.toReversed().join('\n')))).not.toBeNull()
  }, 30_000)
})

describe('versions in the browser', () => {
  let storage: ReturnType<typeof memory>
  beforeEach(() => {
    storage = memory()
    vi.useRealTimers()
  })

  it('are kept in order, each text once in a row', () => {
    for (const [at, text] of ['a', 'a', 'b', 'a'].entries()) keepPageVersion(storage, target, text, NOW + at)
    expect(pageVersions(storage, target).map(({ text }) => text)).toEqual(['a', 'b', 'a'])
    expect(pageVersions(storage, other)).toEqual([])
  })

  it('take in what was put aside when a text was replaced without a lab', () => {
    vi.useFakeTimers({ now: NOW })
    putAside(storage, target, 'my evening’s work')
    vi.setSystemTime(NOW + 1)
    putAside(storage, target, 'and what I typed after it')
    expect(pageVersions(storage, target)).toEqual([
      { at: '2026-05-04T10:00:00.000Z', text: 'my evening’s work' },
      { at: '2026-05-04T10:00:00.001Z', text: 'and what I typed after it' },
    ])
    expect([...storage.items.keys()]).toEqual(['wirebook.versions:lab:tcp/handshake-1/client.ts'])
  })

  it('are at most so many of one text, the latest ones among them', () => {
    for (let at = 0; at < 200; at++) keepPageVersion(storage, target, `text ${at}`, NOW + at * 1_000)
    const kept = pageVersions(storage, target)
    expect(kept).toHaveLength(PAGE_LIMITS.most)
    expect(kept.at(-1)!.text).toBe('text 199')
  })

  it('are kept when the clock is set back', () => {
    keepPageVersion(storage, target, 'written tomorrow', NOW + 86_400_000)
    keepPageVersion(storage, target, 'written today', NOW)
    expect(pageVersions(storage, target).map(({ text }) => text)).toEqual(['written tomorrow', 'written today'])
  })

  it('make room for the latest in a storage that is full, and say so when there is none', () => {
    const small = memory(3_000)
    for (let at = 0; at < 10; at++) expect(keepPageVersion(small, target, `${at}`.repeat(500), NOW + at)).toBe(true)
    expect(pageVersions(small, target).at(-1)!.text).toBe('9'.repeat(500))
    expect(keepPageVersion(small, target, 'x'.repeat(4_000), NOW + 11)).toBe(false)
    expect(pageVersions(small, target).at(-1)!.text).toBe('9'.repeat(500))
  })

  it('are read as none when somebody else wrote what is there', () => {
    for (const odd of ['{', '7', '[{"at":"never","text":"x"},{"at":1}]']) {
      storage.setItem('wirebook.versions:lab:tcp/handshake-1/client.ts', odd)
      expect(pageVersions(storage, target)).toEqual([])
    }
  })

  it('and drafts are held to their limits, and a draft that the lab lacks is never deleted', () => {
    const draft = (dirty: boolean, size: number) => JSON.stringify({ text: 'x'.repeat(size), base: 1, dirty })
    for (let at = 0; at < 20; at++) {
      storage.setItem(`wirebook.draft:clean ${at}`, draft(false, 190_000))
      storage.setItem(`wirebook.draft:dirty ${at}`, draft(true, 190_000))
      for (const time of [0, 1])
        keepPageVersion(storage, { ...target, file: `f${at}.ts` }, `${time}`.repeat(90_000), NOW + time)
    }
    storage.setItem('wirebook.draft:odd', '{')
    putAside(storage, target, 'put aside')
    tidyStorage(storage)
    expect([...storage.items.keys()].some((key) => key.startsWith('wirebook.before:'))).toBe(false)
    expect(pageVersions(storage, target)).toMatchObject([{ text: 'put aside' }])
    const units = (prefix: string) =>
      [...storage.items].filter(([key]) => key.startsWith(prefix)).reduce((sum, [, { length }]) => sum + length, 0)
    expect(units('wirebook.draft:clean')).toBeLessThanOrEqual(PAGE_LIMITS.draftUnits)
    expect(units('wirebook.draft:clean')).toBeGreaterThan(PAGE_LIMITS.draftUnits / 2)
    expect([...storage.items.keys()].filter((key) => key.includes('dirty'))).toHaveLength(20)
    expect(storage.items.has('wirebook.draft:odd')).toBe(true)
    // The latest version of each text stays.
    for (let at = 0; at < 20; at++)
      expect(pageVersions(storage, { ...target, file: `f${at}.ts` }).at(-1)!.text[0]).toBe('1')
    expect(units('wirebook.versions:')).toBeLessThan(1_900_000)
  })
})

describe('the list of versions', () => {
  it('holds the lab’s and the browser’s, newest first, no text twice', () => {
    const theirs = [saved('a', 1, '2026-05-01T10:00:00Z'), saved('b', 2, '2026-05-03T10:00:00Z')]
    const ours = [
      { at: '2026-05-02T10:00:00Z', text: 'typed offline' },
      { at: '2026-05-02T11:00:00Z', text: 'b' },
    ]
    expect(listed(theirs, ours).map(({ text, local }) => [text, local])).toEqual([
      ['b', false],
      ['typed offline', true],
      ['a', false],
    ])
  })

  it('recognises a version by its first line that says something', () => {
    expect(excerptOf(['', '  const a = 1'])).toBe('const a = 1')
    expect(excerptOf([])).toBe('')
  })
})

describe('two attempts', () => {
  const test = (id: string, state: TestResult['state']): TestResult => ({
    id,
    state,
    title: `title ${id}`,
    points: 0,
    maxPoints: 1,
    message: '',
    visibility: id === 'secret' ? 'hidden' : 'visible',
  })
  const attempt = (at: string, tests: TestResult[], files?: Attempt['files']): Attempt => ({
    exercise: 'a/b',
    at,
    verdict: 'fail',
    points: 0,
    maxPoints: 3,
    seed: 1,
    ms: 1,
    tests,
    printed: '',
    ...(files && { files }),
  })
  const FILE = 'client.ts'
  const versions = [saved('first', 1, '2026-05-01T10:00:00.000Z'), saved('second', 2, '2026-05-01T11:00:00.000Z')]

  it('differ in the tests that changed their state', () => {
    const before = attempt('1', [test('one', 'passed'), test('two', 'failed'), test('secret', 'missing')])
    const after = attempt('2', [
      test('one', 'passed'),
      test('two', 'passed'),
      test('secret', 'failed'),
      test('new', 'passed'),
    ])
    const { changed, same } = testChanges(before, after)
    expect(same).toBe(1)
    expect(changed.map(({ id, before, after, hidden }) => [id, before, after, hidden])).toEqual([
      ['two', 'failed', 'passed', false],
      ['secret', 'missing', 'failed', true],
      ['new', 'absent', 'passed', false],
    ])
    expect(afterWords.en.changedTests(3, 1)).toBe('3 tests changed, 1 as before.')
  })

  it('name the versions that were graded, so that what was typed meanwhile is not taken for them', () => {
    const named = attempt('2026-05-01T11:30:00.000Z', [], { [FILE]: '2026-05-01T10:00:00.000Z' })
    expect(gradedText(named, FILE, versions, 'starter')).toEqual({ text: 'first', exact: true })
    const shipped = attempt('2026-05-01T11:30:00.000Z', [], { [FILE]: null })
    expect(gradedText(shipped, FILE, versions, 'starter')).toEqual({ text: 'starter', exact: true })
    const gone = attempt('2026-05-01T11:30:00.000Z', [], { [FILE]: '2026-04-01T10:00:00.000Z' })
    expect(gradedText(gone, FILE, versions, 'starter')).toBeNull()
  })

  it('of earlier days are matched by time, and said to be so', () => {
    const old = (at: string) => gradedText(attempt(at, []), FILE, versions, 'starter')
    expect(old('2026-05-01T10:30:00.000Z')).toEqual({ text: 'first', exact: false })
    expect(old('2026-05-01T12:00:00.000Z')).toEqual({ text: 'second', exact: false })
    expect(old('2026-05-01T09:00:00.000Z')).toEqual({ text: 'starter', exact: false })
    // When the first version is not among those told, nobody knows.
    expect(gradedText(attempt('2026-05-01T09:00:00.000Z', []), FILE, versions.slice(1), 'starter')).toBeNull()
  })
})
