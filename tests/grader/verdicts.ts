/** Verdicts as the grader gives them, for tests of what is made of one. */
import type { TestVerdict, Verdict } from '../../src/sidecar/grader/types.ts'

const ONE = { state: 'passed', points: 2, maxPoints: 2, message: '', visibility: 'visible', ms: 3.5 } as const

export const PASSED: TestVerdict = { ...ONE, id: 'whole', title: 'a whole frame' }
export const FAILED: TestVerdict = {
  ...ONE,
  id: 'two',
  title: 'two frames: <a> & "b", 50% \u001b[31mred',
  state: 'failed',
  points: 0,
  message: 'first difference at byte 2\n::error::forged\u0000\u001b[2J ]]>',
  cause: 'assertion',
  expected: '00 00 [00] 02',
  actual: '00 00 [02] 00',
  difference: { at: 2, field: 'length' },
  place: { file: 'frame-decoder.ts', line: 12, column: 9 },
  hint: 'Loop while a whole message is there.',
  hintId: 2,
}
export const HIDDEN: TestVerdict = {
  ...ONE,
  id: 'max',
  title: 'too large is refused',
  state: 'failed',
  points: 0,
  maxPoints: 1,
  visibility: 'hidden',
  cause: 'late',
  code: 'LEARNER_LATE',
  hint: 'Check the length first.',
  hintId: 3,
}

export const FAIL: Verdict = {
  version: 1,
  job: '6f1b6a43-3a5b-4a9a-8b2e-0c8b8a5f0001',
  exercise: 'boundaries/frame-decoder',
  verdict: 'fail',
  points: 2,
  maxPoints: 5,
  seed: 42,
  provenance: 'practice',
  versions: { spec: '0123456789abcdef', wirebook: '0.1.0', node: '26.10.0' },
  ms: 31.4,
  tests: [PASSED, FAILED, HIDDEN],
  printed: 'hello\n::set-output name=a::b\n',
}

export const PASS: Verdict = {
  ...FAIL,
  verdict: 'pass',
  points: 5,
  tests: [PASSED, FAILED, HIDDEN].map(({ id, title, maxPoints, visibility }) => ({
    ...ONE,
    id,
    title,
    maxPoints,
    points: maxPoints,
    visibility,
  })),
}

const untested = FAIL.tests.map((test): TestVerdict => ({ ...test, state: 'missing', points: 0, message: '' }))

export const UNPARSED: Verdict = {
  ...FAIL,
  points: 0,
  tests: untested,
  printed: '',
  problem: {
    code: 'SUBMISSION_SYNTAX',
    message: "Expected ';'",
    file: 'frame-decoder.ts',
    line: 3,
    column: 11,
    source: 'const a = = 1',
  },
}

export const OURS: Verdict = {
  ...FAIL,
  verdict: 'error',
  points: 0,
  tests: untested,
  printed: '',
  problem: { code: 'GRADER_FAULT', message: 'the spec did not end in time' },
}

export const VERDICTS = { PASS, FAIL, UNPARSED, OURS }
