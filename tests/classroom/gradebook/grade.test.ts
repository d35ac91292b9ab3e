import { describe, expect, it } from 'vitest'
import { csvOf } from '../../../src/sidecar/classroom/csv.ts'
import { type GradedAttempt, gradeOf } from '../../../src/sidecar/classroom/gradebook/grade.ts'
import { statisticsOf } from '../../../src/sidecar/classroom/gradebook/statistics.ts'

const DAY = 86_400_000
const late = { percentPerDay: 20, floorPercent: 0, graceMinutes: 0 }
const window = { opensAt: 1_000, dueAt: 10 * DAY, closesAt: 20 * DAY }
const attempt = (id: string, submittedAt: number, points: number, verdict: GradedAttempt['verdict'] = 'fail') => ({
  id,
  submittedAt,
  verdict,
  points,
  maxPoints: 12,
})

describe('which attempt counts', () => {
  it('best is the highest after lateness, of equal ones the earliest', () => {
    const attempts = [attempt('b', 11 * DAY, 12, 'pass'), attempt('a', 9 * DAY, 10), attempt('c', 9 * DAY + 1, 10)]
    // 12 of 12, a day late: 20 × 0.8 = 16; 10 of 12 in time: 16.67.
    expect(gradeOf({ late, keep: 'best' }, 20, window, attempts, null)).toMatchObject({
      points: 16.67,
      attempt: 'a',
      lateness: { days: 0, factor: 1 },
      attempts: 3,
    })
  })
  it('last is the latest, even when it is worse', () => {
    const attempts = [attempt('b', 11 * DAY, 12, 'pass'), attempt('a', 9 * DAY, 10)]
    expect(gradeOf({ late, keep: 'last' }, 20, window, attempts, null)).toMatchObject({
      points: 16,
      raw: 20,
      attempt: 'b',
      lateness: { days: 1, factor: 0.8 },
    })
  })
  it('an error of ours counts for nothing, and takes nothing away', () => {
    const attempts = [attempt('a', 9 * DAY, 10), attempt('b', 9 * DAY + 5, 0, 'error')]
    expect(gradeOf({ late, keep: 'last' }, 12, window, attempts, null)).toMatchObject({ points: 10, attempt: 'a' })
  })
  it('what lies outside of the window does not count', () => {
    const attempts = [attempt('early', 999, 12, 'pass'), attempt('closed', 20 * DAY + 1, 12, 'pass')]
    expect(gradeOf({ late, keep: 'best' }, 12, window, attempts, null)).toMatchObject({ points: null, attempts: 0 })
  })
  it('an override stands, with what it overrode beside it', () => {
    const override = { points: 3, reason: 'copied', by: 'i', at: 1 }
    expect(gradeOf({ late, keep: 'best' }, 12, window, [attempt('a', DAY, 12, 'pass')], override)).toMatchObject({
      points: 3,
      raw: 12,
      attempt: 'a',
      override,
    })
  })
})

describe('statistics', () => {
  it('gives difficulty, corrected item-total correlation and the median of attempts', () => {
    const points = [
      [1, 4],
      [1, 3],
      [0, 1],
      [0, null],
    ]
    const attempts = [
      [1, 1],
      [3, 2],
      [5, 9],
      [0, 0],
    ]
    const [first, second] = statisticsOf(points, [1, 4], attempts)
    expect(first).toMatchObject({ graded: 4, difficulty: 0.5, attempts: 3 })
    // Own 1 1 0 0 against others 4 3 1 0: r = 3 / sqrt(1 × 10) = 0.9487
    expect(first!.discrimination).toBeCloseTo(0.9487, 4)
    expect(second).toMatchObject({ graded: 3, attempts: 2 })
    expect(second!.difficulty).toBeCloseTo(8 / 12, 10)
  })
  it('says nothing where nothing varies, and of fewer than three', () => {
    expect(
      statisticsOf(
        [
          [1, 1],
          [1, 0],
          [1, 1],
        ],
        [1, 1],
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
      )[0]!.discrimination,
    ).toBeNull()
    expect(
      statisticsOf(
        [
          [1, 1],
          [0, 0],
        ],
        [1, 1],
        [
          [1, 1],
          [1, 1],
        ],
      )[0]!.discrimination,
    ).toBeNull()
    expect(statisticsOf([], [1], [])).toEqual([{ graded: 0, difficulty: null, discrimination: null, attempts: null }])
  })
})

it('writes tables that a spreadsheet reads and does not run', () => {
  const csv = csvOf(
    ['Name', '=HEAD()'],
    [
      ['=1+1', -2],
      ['@x,"y"', null],
      ['+49', 0.5],
      ['小明\n二', 1],
    ],
  )
  expect(csv).toBe(`\uFEFFName,'=HEAD()\r\n'=1+1,-2\r\n"'@x,""y""",\r\n'+49,0.5\r\n"小明\n二",1\r\n`)
})
