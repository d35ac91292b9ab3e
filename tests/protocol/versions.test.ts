/** Thinning a text's versions never takes what a reader would come back for. */
import { array, assert, boolean, integer, property, record, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptVersions, VERSION_LIMITS, type Version } from '../../src/protocol/versions.ts'

const NOW = Date.parse('2026-03-10T12:00:00.000Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Few stay for their number alone, so that the other rules are seen. */
const BARE = { latest: 1 }

let revision = 0
const ago = (ms: number, text = 'x'): Version => ({
  revision: ++revision,
  at: new Date(NOW - ms).toISOString(),
  text,
})
const kept = (versions: Version[], options = {}) =>
  [...keptVersions(versions, NOW, { ...BARE, ...options })].toSorted((a, b) => a - b)

describe('versions of one text', () => {
  it('all stay while they are young', () => {
    const young = Array.from({ length: 300 }, (_, at) => ago(9 * MINUTE - at * 1_000))
    expect(kept(young)).toHaveLength(300)
  })

  it('are one a minute, then one an hour, then one a day, the last of each', () => {
    const days = Array.from({ length: 48 }, (_, at) => ago(4 * DAY - at * HOUR))
    const hours = Array.from({ length: 40 }, (_, at) => ago(12 * HOUR - at * 15 * MINUTE))
    const minutes = Array.from({ length: 60 }, (_, at) => ago(40 * MINUTE - at * 20_000))
    const stay = new Set(kept([...days, ...hours, ...minutes, ago(0)]))
    const stayOf = (all: Version[]) => all.filter((one) => stay.has(one.revision)).map(({ at }) => at)
    expect(stayOf(days)).toEqual(['2026-03-06T23:00:00.000Z', '2026-03-07T23:00:00.000Z', '2026-03-08T11:00:00.000Z'])
    expect(stayOf(hours).every((at) => at.slice(14, 16) === '45')).toBe(true)
    expect(stayOf(hours)).toHaveLength(10)
    expect(stayOf(minutes)).toHaveLength(20)
  })

  it('always hold the current one, also when later ones were kept aside', () => {
    const current = ago(30 * DAY)
    const asides = Array.from({ length: 3 }, () => ({ ...ago(29 * DAY), aside: true }))
    expect(kept([current, ...asides])).toEqual([current, ...asides].map((one) => one.revision))
  })

  it('hold what stood before much of the text went, as before a reset', () => {
    const work = 'const answer = 42\n'.repeat(20)
    const before = ago(2 * DAY, work)
    const reset = ago(2 * DAY - 1_000, 'starter')
    const after = ago(2 * DAY - 2_000, 'starter, again')
    const small = ago(2 * DAY - 3_000, 'starter, agai')
    const last = ago(2 * DAY - 4_000, 'starter, aga')
    expect(kept([before, reset, after, small, last, ago(0)])).toEqual([before.revision, last.revision, revision])
  })

  it('hold what is named, as what was graded is', () => {
    const graded = ago(3 * DAY - 1_000)
    const rest = Array.from({ length: 5 }, (_, at) => ago(3 * DAY - 2_000 - at * 1_000))
    const named = ({ at }: Version) => at === graded.at
    expect(kept([graded, ...rest, ago(0)], { named })).toContain(graded.revision)
    expect(kept([graded, ...rest, ago(0)])).not.toContain(graded.revision)
  })

  it('hold the latest by number when a clock was set forward and back', () => {
    const future = Array.from({ length: 5 }, () => ago(-365 * DAY))
    const today = Array.from({ length: 30 }, (_, at) => ago(30_000 - at * 1_000))
    expect(kept([...future, ...today])).toHaveLength(35)
    // Seen from that future day, what was written today is old, and its latest stay all the same.
    const stay = keptVersions(today, NOW + 365 * DAY)
    expect(today.slice(-VERSION_LIMITS.latest).every((one) => stay.has(one.revision))).toBe(true)
  })

  it('stay when their time cannot be read', () => {
    const odd = { revision: ++revision, at: 'yesterday', text: 'x' }
    expect(kept([odd, ago(DAY), ago(0)])).toContain(odd.revision)
  })

  it('are never more than the limit, and what goes then is oldest', () => {
    const young = Array.from({ length: 50 }, (_, at) => ago(MINUTE - at * 1_000))
    expect(kept(young, { most: 10 })).toEqual(young.slice(-10).map((one) => one.revision))
  })

  it('are thinned to the same whether it happens once or after each save', () => {
    const version = record({
      age: integer({ min: 0, max: 3 * DAY }),
      text: string({ maxLength: 4 }),
      aside: boolean(),
    })
    assert(
      property(array(version, { maxLength: 60 }), (drawn) => {
        const written = drawn
          .toSorted((a, b) => b.age - a.age)
          .map(({ age, text, aside }, at) => ({
            revision: at,
            at: new Date(NOW - age).toISOString(),
            text,
            aside,
          }))
        const once = keptVersions(written, NOW)
        const again = keptVersions(
          written.filter((one) => once.has(one.revision)),
          NOW,
        )
        expect([...again].toSorted()).toEqual([...once].toSorted())
        const current = written.findLast(({ aside }) => !aside)
        if (current) expect(once.has(current.revision)).toBe(true)
      }),
    )
  })
})
