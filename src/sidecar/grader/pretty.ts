/** A verdict as text for a terminal. Pure: colours only when asked for. */
import { printable } from './learner/values.mjs'
import { quotedSource } from './source.ts'
import type { Locale, Problem, TestVerdict, Verdict } from './types.ts'
import { words as wordsOf } from './words/index.ts'

const MARKS = { passed: '✓', failed: '✗', missing: '·' } as const
const GREEN = 32
const RED = 31
const DIM = 2
/** Lines of printed output shown. */
const PRINTED_LINES = 20

export type PrettyOptions = { colour?: boolean }

export function pretty(verdict: Verdict, locale: Locale, { colour = false }: PrettyOptions = {}): string {
  const words = wordsOf(locale)
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const tint = verdict.verdict === 'pass' ? GREEN : RED
  const points = `${verdict.points}/${verdict.maxPoints} ${words.points()}`
  const lines = [
    `${paint(tint, words[verdict.verdict]())}  ${verdict.exercise}  ${points}  ${paint(DIM, `${Math.round(verdict.ms)} ms`)}`,
  ]
  if (verdict.problem) lines.push(...indent(problemText(verdict.problem), 2))
  if (verdict.verdict === 'error') lines.push(`  ${words.faultStep()}`)
  for (const test of verdict.tests) lines.push(...testLines(test))
  if (verdict.verdict !== 'pass' && verdict.printed !== '') {
    lines.push('', words.printed(), ...indent(clean(verdict.printed.split('\n').slice(0, PRINTED_LINES).join('\n')), 2))
  }
  if (verdict.verdict !== 'pass')
    lines.push('', paint(DIM, words.replay(`wirebook grade ${verdict.exercise} … --seed ${verdict.seed}`)))
  return `${lines.join('\n')}\n`

  function testLines(test: TestVerdict): string[] {
    const mark = paint(test.state === 'passed' ? GREEN : RED, MARKS[test.state])
    const notes = [
      test.visibility === 'hidden' ? words.hidden() : '',
      test.state === 'missing' ? words.notRun() : '',
    ].filter(Boolean)
    const note = notes.length > 0 ? paint(DIM, words.aside(notes.join(words.comma()))) : ''
    const head = `  ${mark} ${test.title}${note}  ${paint(DIM, `${test.points}/${test.maxPoints}`)}`
    // What keeps a submission from loading fails every test: it is told once, above, and no hint is about it.
    if (test.state === 'passed' || verdict.problem) return [head]
    const told = failureText(test, locale)
    const message = told === '' ? [] : indent(clean(told), 6)
    const hint = test.state === 'failed' && test.hint !== undefined ? [`      ${words.hint(test.hint)}`] : []
    return [head, ...message, ...hint]
  }
}

/** What may be said of a test that did not pass: its message, or of a hidden one only how it ended. */
export function failureText({ message, visibility, cause }: TestVerdict, locale: Locale): string {
  const words = wordsOf(locale)
  if (visibility === 'visible') return message
  return cause === 'late' ? words.hiddenLate() : cause === 'gone' ? words.hiddenGone() : ''
}

/** `a.ts:3:9: Unexpected token [SUBMISSION_SYNTAX]`, and the line itself where it is known. */
export function problemText(problem: Problem): string {
  const { code, message, file, line, column } = problem
  const place = file === undefined ? '' : `${[file, line, column].filter((part) => part !== undefined).join(':')}: `
  return [`${clean(place)}${clean(message)} [${code}]`, ...quotedSource(problem)].join('\n')
}

/** What a learner's program said may not steer the terminal. */
export function clean(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

function indent(text: string, by: number): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
}
