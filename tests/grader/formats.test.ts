/** Each format against the shape that its readers publish. Sources stand at the head of each file in grader/formats. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FORMATS, type FormatContext, type FormatName } from '../../src/sidecar/grader/formats/index.ts'
import type { Verdict } from '../../src/sidecar/grader/types.ts'
import { FAIL, OURS, PASS, UNPARSED, VERDICTS } from './verdicts.ts'
import { type Element, parseXml } from './xml.ts'

const SPEC = `import { check } from 'wirebook/spec'

check('whole', async () => {
  expect(await one()).toBe(1)
})

check('max', async () => {
  expect(await secret()).toBe(2)
})
`
const CONTEXT: FormatContext = {
  locale: 'en',
  title: 'A frame decoder',
  paths: { 'frame-decoder.ts': 'work/frame,decoder.ts' },
  spec: SPEC,
}
const each = Object.entries(VERDICTS)
const written = (name: FormatName, verdict: Verdict, context = CONTEXT) => FORMATS[name](verdict, context)

/** https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
const Visibility = z.enum(['hidden', 'after_due_date', 'after_published', 'visible'])
const TextFormat = z.enum(['text', 'html', 'simple_format', 'md', 'ansi'])
const Gradescope = z.strictObject({
  score: z.number().optional(),
  execution_time: z.number().optional(),
  output: z.string().optional(),
  output_format: TextFormat.optional(),
  test_output_format: TextFormat.optional(),
  test_name_format: TextFormat.optional(),
  visibility: Visibility.optional(),
  stdout_visibility: Visibility.optional(),
  extra_data: z.record(z.string(), z.unknown()).optional(),
  tests: z
    .array(
      z.strictObject({
        score: z.number().optional(),
        max_score: z.number().optional(),
        status: z.enum(['passed', 'failed']).optional(),
        name: z.string().optional(),
        name_format: TextFormat.optional(),
        number: z.string().optional(),
        output: z.string().optional(),
        output_format: TextFormat.optional(),
        tags: z.array(z.string()).optional(),
        visibility: Visibility.optional(),
        extra_data: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
  leaderboard: z.array(z.unknown()).optional(),
})

/** https://exercism.org/docs/building/tooling/test-runners/interface, version 3 */
const Exercism = z
  .strictObject({
    version: z.literal(3),
    status: z.enum(['pass', 'fail', 'error']),
    message: z.string().min(1).max(65_535).nullish(),
    tests: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          status: z.enum(['pass', 'fail', 'error']),
          message: z.string().nullish(),
          output: z.string().max(500).nullish(),
          test_code: z.string().optional(),
          task_id: z.number().int().positive().optional(),
        }),
      )
      .optional(),
  })
  .refine(({ status, message }) => (status === 'error') === (typeof message === 'string'), 'message goes with error')
  .refine(({ status, tests }) => status === 'error' || (tests?.length ?? 0) > 0, 'tests are required')
  .refine(
    ({ status, tests = [] }) => status !== 'pass' || tests.every((test) => test.status === 'pass'),
    'pass means that all tests passed',
  )
  .refine(
    ({ status, tests = [] }) => status !== 'fail' || tests.some((test) => test.status !== 'pass'),
    'fail means that a test failed',
  )

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
const COMMAND = /^::(error|warning|notice) ((?:(?:file|line|endLine|col|endColumn|title)=[^:,\n\r]*,?)*)::([^\n\r]*)$/

describe('json', () => {
  it.each(each)('is the verdict itself: %s', (_name, verdict) => {
    expect(JSON.parse(written('json', verdict))).toEqual(JSON.parse(JSON.stringify(verdict)))
  })
})

describe('gradescope', () => {
  it.each(each)('has the published shape: %s', (_name, verdict) => {
    expect(() => Gradescope.parse(JSON.parse(written('gradescope', verdict)))).not.toThrow()
  })

  it('gives the points of the verdict, test by test and in all', () => {
    const results = Gradescope.parse(JSON.parse(written('gradescope', FAIL)))
    expect(results.score).toBe(2)
    expect(results.tests?.map(({ score, max_score, status }) => [score, max_score, status])).toEqual([
      [2, 2, 'passed'],
      [0, 2, 'failed'],
      [0, 1, 'failed'],
    ])
  })

  it('keeps a hidden test hidden, and tells its behaviour and hint over all tests', () => {
    const results = Gradescope.parse(JSON.parse(written('gradescope', FAIL)))
    expect(results.tests?.[2]?.visibility).toBe('hidden')
    expect(results.output).toContain('too large is refused (hidden test)\n  hint: Check the length first.')
  })

  it('scores nobody for a fault of ours', () => {
    const results = Gradescope.parse(JSON.parse(written('gradescope', OURS)))
    expect([results.score, results.tests]).toEqual([undefined, undefined])
    expect(results.output).toContain('not your fault')
  })

  it('scores a submission that does not parse, and says why', () => {
    const results = Gradescope.parse(JSON.parse(written('gradescope', UNPARSED)))
    expect([results.score, results.tests?.length]).toEqual([0, 3])
    expect(results.output).toContain("frame-decoder.ts:3:11: Expected ';' [SUBMISSION_SYNTAX]")
  })
})

describe('exercism', () => {
  it.each(each)('has the published shape: %s', (_name, verdict) => {
    expect(() => Exercism.parse(JSON.parse(written('exercism', verdict)))).not.toThrow()
  })

  it('has the status of its verdict, and `error` where no test ran', () => {
    const status = (verdict: Verdict) => Exercism.parse(JSON.parse(written('exercism', verdict))).status
    expect([PASS, FAIL, UNPARSED, OURS].map(status)).toEqual(['pass', 'fail', 'error', 'error'])
  })

  it('keeps the order of the tests, and calls one that the program did not live through an error', () => {
    const { tests } = Exercism.parse(JSON.parse(written('exercism', FAIL)))
    expect(tests?.map(({ name, status }) => [name.slice(0, 7), status])).toEqual([
      ['a whole', 'pass'],
      ['two fra', 'fail'],
      ['too lar', 'error'],
    ])
  })

  it('cuts what was printed to 500 characters and says so', () => {
    const { tests } = Exercism.parse(JSON.parse(written('exercism', { ...FAIL, printed: 'x'.repeat(9_000) })))
    const [output] = tests?.flatMap((test) => test.output ?? []) ?? []
    expect(output).toHaveLength(500)
    expect(output).toMatch(/x\nOutput was truncated\. Please limit to 500 chars\.$/)
  })

  it('shows the code of a visible test, never of a hidden one', () => {
    const { tests } = Exercism.parse(JSON.parse(written('exercism', FAIL)))
    expect(tests?.map((test) => test.test_code)).toEqual(['expect(await one()).toBe(1)', undefined, undefined])
  })
})

describe('junit', () => {
  const suite = (verdict: Verdict): Element => parseXml(written('junit', verdict)).children[0] as Element
  const cases = (verdict: Verdict) => suite(verdict).children.filter(({ name }) => name === 'testcase')

  it.each(each)('has the elements and attributes of the schema: %s', (_name, verdict) => {
    const top = parseXml(written('junit', verdict))
    expect(top.name).toBe('testsuites')
    expect(top.children.map(({ name }) => name)).toEqual(['testsuite'])
    const one = suite(verdict)
    const order = ['properties', 'testcase', 'system-out', 'system-err']
    const ranks = one.children.map(({ name }) => order.indexOf(name))
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    expect(ranks).not.toContain(-1)
    for (const test of cases(verdict)) {
      expect(Object.keys(test.attributes).sort()).toEqual(['classname', 'name', 'time'])
      expect(test.attributes.time).toMatch(/^\d+\.\d{3}$/)
      expect(
        test.children.map(({ name }) => name).every((name) => ['failure', 'error', 'skipped'].includes(name)),
      ).toBe(true)
      for (const { attributes } of test.children) expect(Object.keys(attributes).sort()).toEqual(['message', 'type'])
    }
  })

  it.each(each)('counts what it holds: %s', (_name, verdict) => {
    const count = (name: string) => String(cases(verdict).filter(({ children }) => children[0]?.name === name).length)
    for (const { attributes } of [suite(verdict), parseXml(written('junit', verdict))]) {
      expect(attributes).toMatchObject({
        tests: String(cases(verdict).length),
        failures: count('failure'),
        errors: count('error'),
      })
    }
  })

  it('is green for a pass alone', () => {
    const red = (verdict: Verdict) => cases(verdict).filter(({ children }) => children.length > 0).length
    expect([PASS, FAIL, UNPARSED, OURS].map(red)).toEqual([0, 2, 3, 3])
  })

  it('brings every character of a message through, or the mark for those that XML cannot hold', () => {
    const [, failed] = cases(FAIL)
    expect(failed?.attributes.name).toBe('two frames: <a> & "b", 50% \ufffd[31mred')
    expect(failed?.children[0]?.text).toBe(
      'first difference at byte 2\n::error::forged\ufffd\ufffd[2J ]]>\nhint: Loop while a whole message is there.',
    )
  })
})

describe('github', () => {
  it.each(each)('is workflow commands and nothing else: %s', (_name, verdict) => {
    for (const line of written('github', verdict).trimEnd().split('\n')) expect(line).toMatch(COMMAND)
  })

  it("stands at the learner's file and line", () => {
    const lines = written('github', FAIL).split('\n')
    expect(lines[0]).toContain('::error file=work/frame%2Cdecoder.ts,line=12,col=9,title=two frames%3A <a>')
    expect(written('github', UNPARSED)).toContain('::error file=work/frame%2Cdecoder.ts,line=3,col=11,')
  })

  it('lets no line of the submission become a command of its own', () => {
    expect(
      written('github', FAIL)
        .split('\n')
        .filter((line) => /^\s*::(?:set-output|error::)/.test(line)),
    ).toEqual([])
    expect(written('github', FAIL)).toContain('%0A::error::forged')
  })

  it('tells a pass as a notice', () => {
    expect(written('github', PASS)).toBe(
      '::notice title=A frame decoder (boundaries/frame-decoder)::Passed: 5/5 points\n',
    )
  })
})

describe('every format', () => {
  const hiddenData = {
    ...FAIL,
    tests: FAIL.tests.map((test) => ({ ...test, message: test.visibility === 'hidden' ? 'SECRET' : 'open' })),
  }

  it.each(['pretty', 'junit', 'gradescope', 'exercism', 'github'] as const)(
    'shows no data of a hidden test, even if the verdict had some: %s',
    (name) => {
      const text = written(name, hiddenData)
      expect(text).not.toContain('SECRET')
      expect(text).toContain('Check the length first.')
    },
  )

  it.each(['pretty', 'junit', 'gradescope', 'exercism', 'github'] as const)('speaks Chinese: %s', (name) => {
    expect(written(name, FAIL, { ...CONTEXT, locale: 'zh-cn' })).toContain('提示：Loop while a whole message is there.')
  })
})
