/**
 * Gradescope's results.json (https://gradescope-autograders.readthedocs.io/en/latest/specs/). A hidden test stays
 * `hidden` there, which takes its name from learners too; so what they may know of those that failed, behaviour and
 * hint, is told in the output over all tests.
 *
 * An `error` carries no score: Gradescope then says that the autograder failed, and nobody is given 0 points for it.
 */
import type { TestVerdict, Verdict } from '../types.ts'
import { words as wordsOf } from '../words/index.ts'
import { summary, told } from './told.ts'
import type { FormatContext } from './types.ts'

export function gradescope(verdict: Verdict, context: FormatContext): string {
  const ours = verdict.verdict === 'error'
  const { job: _, tests, printed: __, problem: ___, ...rest } = verdict
  const results = {
    ...(ours ? {} : { score: verdict.points }),
    execution_time: Math.round(verdict.ms) / 1_000,
    output: [summary(verdict, context.locale), ...hiddenFailures(verdict, context)].join('\n'),
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    ...(ours ? {} : { tests: tests.map((test, index) => one(test, index, verdict, context)) }),
    extra_data: { wirebook: rest },
  }
  return `${JSON.stringify(results, null, 2)}\n`
}

function one(test: TestVerdict, index: number, verdict: Verdict, { locale }: FormatContext) {
  return {
    score: test.points,
    max_score: test.maxPoints,
    status: test.state === 'passed' ? 'passed' : 'failed',
    name: test.title,
    number: String(index + 1),
    output: told(test, verdict, locale),
    tags: [verdict.exercise, test.id],
    visibility: test.visibility,
    extra_data: { id: test.id, state: test.state },
  }
}

function hiddenFailures({ problem, tests }: Verdict, { locale }: FormatContext): string[] {
  // What keeps a submission from loading is told above; no hint is about that.
  if (problem) return []
  const words = wordsOf(locale)
  const failed = tests.filter(({ visibility, state }) => visibility === 'hidden' && state === 'failed')
  return failed.map(
    ({ title, hint }) => `${title}${words.aside(words.hidden())}${hint ? `\n  ${words.hint(hint)}` : ''}`,
  )
}
