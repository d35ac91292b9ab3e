import { describe, expect, it } from 'vitest'
import type { Attempt, TestResult } from '../../../src/protocol/messages.ts'
import { insightOf, type Seen, standingOf } from '../../../src/sidecar/classroom/view/standing.ts'

const test = (id: string, ok: boolean, more: Partial<TestResult> = {}): TestResult => ({
  id,
  title: `T ${id}`,
  state: ok ? 'passed' : 'failed',
  points: ok ? 1 : 0,
  maxPoints: 1,
  message: ok ? '' : `wrong ${id}`,
  visibility: 'visible',
  ...more,
})
const result = (tests: TestResult[], verdict?: Attempt['verdict']): Attempt => {
  const points = tests.reduce((sum, one) => sum + one.points, 0)
  const base = { exercise: 'u/e', at: '', points, maxPoints: tests.length, seed: 1, ms: 1, tests, printed: '' }
  return { ...base, verdict: verdict ?? (points === tests.length ? 'pass' : 'fail') }
}
const seen = (submittedAt: number, of: Attempt | null): Seen => ({
  person: 'p',
  exercise: 'u/e',
  submittedAt,
  result: of,
})

describe('how a learner stands', () => {
  it('tells since when each test has failed without a break', () => {
    const attempts = [
      seen(10, result([test('a', false), test('b', false)])),
      seen(20, result([test('a', false), test('b', true)])),
      seen(30, result([], 'error')), // ours: neither a break nor a failure
      seen(40, result([test('a', false), test('b', false)])),
    ]
    expect(standingOf(attempts)).toEqual({
      exercise: 'u/e',
      state: 'failing',
      attempts: 4,
      best: 0.5,
      latestAt: 40,
      failing: [
        { id: 'a', title: 'T a', since: 10, times: 3 },
        { id: 'b', title: 'T b', since: 40, times: 1 },
      ],
    })
  })
  it('stays passed, whatever is submitted afterwards', () => {
    const attempts = [seen(1, result([test('a', true)])), seen(2, result([test('a', false)]))]
    expect(standingOf(attempts)).toMatchObject({ state: 'passed', best: 1 })
  })
  it('waits while the latest has no verdict', () => {
    expect(standingOf([seen(1, null)])).toMatchObject({ state: 'waiting', failing: [], best: 0 })
    expect(standingOf([seen(1, result([test('a', false)])), seen(2, null)])).toMatchObject({ state: 'waiting' })
  })
})

it('names the tests that most learners fail, and their commonest answers', () => {
  const latest = [
    result([test('a', false, { actual: '00 05' }), test('b', false)]),
    result([test('a', false, { actual: '05 00' }), test('b', true)]),
    result([test('a', false, { actual: '05 00' }), test('b', true)]),
    result([test('a', true), test('b', true)]),
  ]
  expect(insightOf('u/e', latest)).toEqual({
    exercise: 'u/e',
    tried: 4,
    passed: 1,
    tests: [
      {
        id: 'a',
        title: 'T a',
        learners: 3,
        answers: [
          { answer: '05 00', learners: 2 },
          { answer: '00 05', learners: 1 },
        ],
      },
      { id: 'b', title: 'T b', learners: 1, answers: [{ answer: 'wrong b', learners: 1 }] },
    ],
  })
})
