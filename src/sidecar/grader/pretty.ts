/** A verdict as text for a terminal. Pure: colours only when asked for. */
import { printable } from './learner/values.mjs'
import type { Locale, TestVerdict, Verdict } from './types.ts'

const WORDS = {
  en: {
    pass: 'Passed',
    fail: 'Not yet',
    error: 'The grader failed; this is not your fault',
    hidden: 'hidden test',
    hint: 'hint',
    points: 'points',
    printed: 'Your program printed:',
    missing: 'not run',
    replay: 'replay',
  },
  'zh-cn': {
    pass: '通过',
    fail: '尚未通过',
    error: '评分器出错，不是你的问题',
    hidden: '隐藏测试',
    hint: '提示',
    points: '分',
    printed: '你的程序打印了：',
    missing: '未运行',
    replay: '重现',
  },
}
const MARKS = { passed: '✓', failed: '✗', missing: '·' } as const
const GREEN = 32
const RED = 31
const DIM = 2
/** Lines of printed output shown. */
const PRINTED_LINES = 20

export type PrettyOptions = { colour?: boolean }

export function pretty(verdict: Verdict, locale: Locale, { colour = false }: PrettyOptions = {}): string {
  const words = WORDS[locale]
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const tint = verdict.verdict === 'pass' ? GREEN : RED
  const lines = [
    `${paint(tint, words[verdict.verdict])}  ${verdict.exercise}  ${verdict.points}/${verdict.maxPoints} ${words.points}  ${paint(DIM, `${Math.round(verdict.ms)} ms`)}`,
  ]
  if (verdict.problem) lines.push(...indent(problemText(verdict.problem), 2))
  for (const test of verdict.tests) lines.push(...testLines(test))
  if (verdict.verdict !== 'pass' && verdict.printed !== '') {
    lines.push('', words.printed, ...indent(clean(verdict.printed.split('\n').slice(0, PRINTED_LINES).join('\n')), 2))
  }
  if (verdict.verdict !== 'pass')
    lines.push('', paint(DIM, `${words.replay}: wirebook grade ${verdict.exercise} … --seed ${verdict.seed}`))
  return `${lines.join('\n')}\n`

  function testLines(test: TestVerdict): string[] {
    const mark = paint(test.state === 'passed' ? GREEN : RED, MARKS[test.state])
    const notes = [
      test.visibility === 'hidden' ? words.hidden : '',
      test.state === 'missing' ? words.missing : '',
    ].filter(Boolean)
    const note = notes.length > 0 ? ` ${paint(DIM, `(${notes.join(', ')})`)}` : ''
    const head = `  ${mark} ${test.title}${note}  ${paint(DIM, `${test.points}/${test.maxPoints}`)}`
    if (test.state === 'passed') return [head]
    const message = test.message === '' ? [] : indent(clean(test.message), 6)
    const hint = test.state === 'failed' && test.hint !== undefined ? [`      ${words.hint}: ${test.hint}`] : []
    return [head, ...message, ...hint]
  }
}

function problemText({ code, message, file, line, column }: NonNullable<Verdict['problem']>): string {
  const place = file === undefined ? '' : `${[file, line, column].filter((part) => part !== undefined).join(':')}: `
  return `${clean(place)}${clean(message)} [${code}]`
}

/** What a learner's program said may not steer the terminal. */
function clean(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

function indent(text: string, by: number): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
}
