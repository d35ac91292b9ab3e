import { expect, it } from 'vitest'
import type { Attempt, TestResult } from '../../../src/protocol/messages.ts'
import { withoutHidden } from '../../../src/sidecar/classroom/assignments/hidden.ts'
import { wordsFor } from '../../../src/sidecar/classroom/words/index.ts'

it('leaves of a hidden test its state and points, and nothing that tells what it tried', () => {
  const open: TestResult = {
    id: 'echo',
    title: 'Echoes',
    state: 'failed',
    points: 0,
    maxPoints: 1,
    message: 'said so',
    visibility: 'visible',
    actual: 'aa',
  }
  const hidden: TestResult = {
    ...open,
    id: 'edge',
    title: 'SECRET title',
    message: 'SECRET message',
    visibility: 'hidden',
    hint: 'SECRET',
    cause: 'assertion',
    expected: 'SECRET',
    actual: 'SECRET',
    difference: { at: 1, field: 'SECRET' },
    place: { file: 'SECRET.ts', line: 1 },
    packets: [],
  }
  const attempt: Attempt = {
    exercise: 'u/e',
    at: '',
    verdict: 'fail',
    points: 1,
    maxPoints: 3,
    seed: 1,
    ms: 1,
    tests: [open, hidden, { ...hidden, id: 'other', state: 'passed', points: 1 }],
    printed: '',
  }
  const shown = withoutHidden(attempt, wordsFor('en'))
  expect(shown.tests[0]).toEqual(open)
  expect(JSON.stringify(shown)).not.toContain('SECRET')
  expect(shown.tests.slice(1).map(({ title, state, points }) => [title, state, points])).toEqual([
    ['hidden test 1', 'failed', 0],
    ['hidden test 2', 'passed', 1],
  ])
})
