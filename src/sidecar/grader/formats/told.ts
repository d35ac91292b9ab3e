/** One test's failure as plain text, for formats that have one field for it. */
import { clean, failureText, problemText } from '../pretty.ts'
import type { Locale, TestVerdict, Verdict } from '../types.ts'
import { words as wordsOf } from '../words/index.ts'

/**
 * Message and hint of a test that did not pass; empty for one that did. Never a hidden test's data. Of a submission that
 * does not load what keeps it from loading: no hint is about that.
 */
export function told(test: TestVerdict, { problem }: Verdict, locale: Locale): string {
  if (test.state === 'passed') return ''
  if (problem) return problemText(problem)
  const words = wordsOf(locale)
  const why = clean(failureText(test, locale))
  const unrun = test.state === 'missing' ? words.notRun() : ''
  const hint = test.state === 'failed' && test.hint !== undefined ? words.hint(test.hint) : ''
  return [why, unrun, hint].filter((part) => part !== '').join('\n')
}

/** The sentence over all tests: verdict, points, and what kept them from running. */
export function summary(verdict: Verdict, locale: Locale): string {
  const words = wordsOf(locale)
  const head = words.score(words[verdict.verdict](), verdict.points, verdict.maxPoints)
  const problem = verdict.problem ? [problemText(verdict.problem)] : []
  const step = verdict.verdict === 'error' ? [words.faultStep()] : []
  return [head, ...problem, ...step].join('\n')
}
