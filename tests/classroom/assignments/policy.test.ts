import { describe, expect, it } from 'vitest'
import { AssignmentInput, type LatePolicy } from '../../../src/protocol/classroom/assignments.ts'
import { admit, hiddenShown, latenessOf, phaseOf, windowOf } from '../../../src/sidecar/classroom/assignments/policy.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const DUE = Date.UTC(2026, 8, 30, 22)

describe('lateness', () => {
  const policy: LatePolicy = { percentPerDay: 10, floorPercent: 35, graceMinutes: 30 }
  it.each([
    [DUE - 1, 0, 1],
    [DUE, 0, 1],
    [DUE + 30 * 60_000, 0, 1], // the last moment of the grace
    [DUE + 30 * 60_000 + 1, 1, 0.9], // a day begins at the due time, not at the grace's end
    [DUE + DAY, 1, 0.9],
    [DUE + DAY + 1, 2, 0.8],
    [DUE + 6 * DAY, 6, 0.4],
    [DUE + 7 * DAY, 7, 0.35], // 30 % would be below the floor
    [DUE + 1_000 * DAY, 1_000, 0.35],
  ])('at %i: %i days, factor %f', (at, days, factor) => {
    expect(latenessOf(policy, DUE, at)).toEqual({ days, factor })
  })
  it('costs nothing without a due time', () => {
    expect(latenessOf(policy, null, DUE + 9 * DAY)).toEqual({ days: 0, factor: 1 })
  })
})

describe('an extension', () => {
  const bounds = { opensAt: DUE - DAY, dueAt: DUE, closesAt: DUE + DAY }
  it('moves the closing time along when the due time passes it', () => {
    expect(windowOf(bounds, { dueAt: DUE + 3 * DAY, closesAt: null })).toEqual({
      opensAt: DUE - DAY,
      dueAt: DUE + 3 * DAY,
      closesAt: DUE + 3 * DAY,
    })
  })
  it('never shortens', () => {
    expect(windowOf(bounds, { dueAt: DUE - DAY, closesAt: DUE })).toEqual(bounds)
  })
  it('adds no bound where there was none', () => {
    const open = { opensAt: null, dueAt: null, closesAt: null }
    expect(windowOf(open, { dueAt: DUE, closesAt: DUE })).toEqual(open)
  })
})

it('is early, open, late and closed at its bounds', () => {
  const window = { opensAt: 100, dueAt: 200, closesAt: 300 }
  expect([99, 100, 200, 201, 300, 301].map((now) => phaseOf(window, now))).toEqual([
    'early',
    'open',
    'open',
    'late',
    'late',
    'closed',
  ])
})

describe('one more submission', () => {
  const window = { opensAt: 1_000, dueAt: 5_000, closesAt: 9_000 }
  const rules = { attemptLimit: 2, cooldownMs: 500 }
  it('is refused before it opens and after it closes', () => {
    expect(admit(rules, window, 0, [], 999)).toEqual({ ok: false, why: 'NOT_OPEN_YET' })
    expect(admit(rules, window, 0, [], 9_001)).toEqual({ ok: false, why: 'CLOSED' })
  })
  it('is counted, and an extension gives more', () => {
    expect(admit(rules, window, 0, [1_000], 1_600)).toEqual({ ok: true, attemptsLeft: 0 })
    expect(admit(rules, window, 0, [1_000, 1_600], 3_000)).toEqual({ ok: false, why: 'NO_ATTEMPTS_LEFT' })
    expect(admit(rules, window, 3, [1_000, 1_600], 3_000)).toEqual({ ok: true, attemptsLeft: 2 })
  })
  it('waits out the cool-down since the latest', () => {
    expect(admit(rules, window, 0, [1_000], 1_499)).toEqual({ ok: false, why: 'COOLING_DOWN', until: 1_500 })
    expect(admit({ attemptLimit: null, cooldownMs: 500 }, window, 0, [3_000, 1_000], 3_500)).toEqual({
      ok: true,
      attemptsLeft: null,
    })
  })
})

it('shows hidden tests never, after one’s own due time, or after release', () => {
  const late = { opensAt: null, dueAt: 200, closesAt: null }
  const shown = (hiddenTests: 'never' | 'after-due' | 'after-release', releasedAt: number | null, now: number) =>
    hiddenShown({ hiddenTests, releasedAt }, late, now)
  expect(shown('never', 1, 999)).toBe(false)
  expect([200, 201].map((now) => shown('after-due', null, now))).toEqual([false, true])
  expect([
    shown('after-release', null, 999),
    shown('after-release', 500, 499),
    shown('after-release', 500, 500),
  ]).toEqual([false, false, true])
})

it('refuses bounds in the wrong order and an item named twice, and says where', () => {
  const base = {
    title: 'T',
    late: { percentPerDay: 0, floorPercent: 0, graceMinutes: 0 },
    attemptLimit: null,
    cooldownMs: 0,
  }
  const item = { kind: 'exercise', ref: 'tcp/a', points: 1 }
  const rest = { ...base, hiddenTests: 'never', keep: 'best', items: [item] }
  const codes = (bounds: object) => {
    const parsed = AssignmentInput.safeParse({ ...rest, opensAt: null, dueAt: null, closesAt: null, ...bounds })
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  }
  expect(codes({ opensAt: 2, dueAt: 1 })).toEqual(['dueAt DUE_BEFORE_OPEN'])
  expect(codes({ dueAt: 2, closesAt: 1 })).toEqual(['closesAt CLOSE_BEFORE_DUE'])
  expect(codes({ items: [item, item] })).toEqual(['items.1 ITEM_TWICE'])
  expect(codes({ opensAt: 1, dueAt: 1, closesAt: 1 })).toEqual([])
})
