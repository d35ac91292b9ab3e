import { expect, it } from 'vitest'
import { pretty } from '../../src/sidecar/grader/pretty.ts'
import type { Verdict } from '../../src/sidecar/grader/types.ts'

const VERDICT: Verdict = {
  version: 1,
  job: 'one',
  versions: { spec: '0123456789abcdef', wirebook: '0.1.0', node: '26.10.0' },
  exercise: 'boundaries/frame-decoder',
  verdict: 'fail',
  points: 2,
  maxPoints: 5,
  seed: 42,
  provenance: 'practice',
  ms: 31.4,
  printed: 'one\n\u001b[2Jtwo\n',
  tests: [
    { id: 'one', title: 'one message', state: 'passed', points: 2, maxPoints: 2, message: '', visibility: 'visible' },
    {
      id: 'cut',
      title: 'cut anywhere',
      state: 'failed',
      points: 0,
      maxPoints: 2,
      message: 'expected 1\ngot 2',
      visibility: 'visible',
      hint: 'Keep the rest.',
    },
    {
      id: 'many',
      title: 'many',
      state: 'failed',
      points: 0,
      maxPoints: 1,
      message: '',
      visibility: 'hidden',
      hint: 'Loop.',
    },
  ],
}

it('shows each behaviour, what failed and the hint, and how to replay it', () => {
  expect(pretty(VERDICT, 'en')).toBe(`Not yet  boundaries/frame-decoder  2/5 points  31 ms
  ✓ one message  2/2
  ✗ cut anywhere  0/2
      expected 1
      got 2
      hint: Keep the rest.
  ✗ many (hidden test)  0/1
      hint: Loop.

Your program printed:
  one
  \ufffd[2Jtwo

replay: wirebook grade boundaries/frame-decoder … --seed 42
`)
})

it('speaks Chinese', () => {
  const text = pretty(VERDICT, 'zh-cn')
  expect(text).toMatch(/^尚未通过 {2}boundaries\/frame-decoder {2}2\/5 分/)
  expect(text).toContain('提示：Keep the rest.')
  expect(text).toContain('隐藏测试')
})

it('names the place of a syntax error', () => {
  const problem = { code: 'SUBMISSION_SYNTAX', message: 'Unexpected token', file: 'a.ts', line: 3, column: 9 }
  expect(pretty({ ...VERDICT, problem }, 'en')).toContain('a.ts:3:9: Unexpected token [SUBMISSION_SYNTAX]')
})

it('shows the line of a syntax error, with a caret', () => {
  const source = 'export const a = = 1'
  const problem = { code: 'SUBMISSION_SYNTAX', message: 'Unexpected token', file: 'a.ts', line: 3, column: 18, source }
  expect(pretty({ ...VERDICT, problem }, 'en')).toContain(
    '      3 │ export const a = = 1\n                           ^\n',
  )
})

it('tells what kept a submission from loading once, with no hint about anything else', () => {
  const message = 'Your file ended the program (exit code 0) while it was being loaded.'
  const problem = { code: 'SUBMISSION_EXITED', message }
  const tests = VERDICT.tests.map((test) => ({ ...test, state: 'failed' as const, points: 0, message }))
  const text = pretty({ ...VERDICT, points: 0, tests, problem }, 'en')
  expect(text.split(message)).toHaveLength(2)
  expect(text).not.toContain('hint:')
  for (const { title } of tests) expect(text).toContain(title)
})

it('says of a hidden test how it ended, never what it sent', () => {
  const [first] = VERDICT.tests
  const hidden = { ...first!, state: 'failed', visibility: 'hidden', message: 'sent 00 01' } as const
  expect(pretty({ ...VERDICT, tests: [{ ...hidden, cause: 'late' }] }, 'en')).toContain('did not answer in time')
  expect(pretty({ ...VERDICT, tests: [{ ...hidden, cause: 'gone' }] }, 'en')).not.toContain('00 01')
})

it('says that an error is ours', () => {
  expect(pretty({ ...VERDICT, verdict: 'error' }, 'en')).toMatch(/^The grader failed; this is not your fault/)
})

it('colours only when asked', () => {
  expect(pretty(VERDICT, 'en')).not.toContain('\u001b')
  expect(pretty(VERDICT, 'en', { colour: true })).toContain('\u001b[31mNot yet\u001b[0m')
})
