/**
 * JUnit XML, as Jenkins, GitLab and most others read it (the xunit plugin's junit-10.xsd): `testsuites` with one
 * `testsuite`, attributes as text, times in seconds. A wrong answer is a `failure`; a test that could not run, for the
 * submission's fault or ours, is an `error`, so that no reader takes it for green.
 */
import type { TestVerdict, Verdict } from '../types.ts'
import { told } from './told.ts'
import type { FormatContext } from './types.ts'

export function junit(verdict: Verdict, context: FormatContext): string {
  const { exercise, tests, ms, seed, provenance, printed } = verdict
  const ours = verdict.verdict === 'error'
  const failures = ours ? 0 : tests.filter(({ state }) => state === 'failed').length
  const errors = ours ? tests.length : tests.filter(({ state }) => state === 'missing').length
  const counts = { tests: tests.length, failures, errors }
  const properties = { seed, provenance, points: verdict.points, maxPoints: verdict.maxPoints, ...verdict.versions }
  const rows = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'wirebook', ...counts, time: seconds(ms) })}>`,
    `  <testsuite${attributes({ name: exercise, ...counts, skipped: 0, time: seconds(ms) })}>`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...tests.flatMap((test) => testcase(test, verdict, context)),
    ...(printed === '' ? [] : [`    <system-out>${escaped(printed)}</system-out>`]),
    '  </testsuite>',
    '</testsuites>',
  ]
  return `${rows.join('\n')}\n`
}

function testcase(test: TestVerdict, verdict: Verdict, { locale }: FormatContext): string[] {
  const head = `    <testcase${attributes({
    name: test.title,
    classname: verdict.exercise.replace('/', '.'),
    time: seconds(test.ms ?? 0),
  })}`
  const ours = verdict.verdict === 'error'
  if (test.state === 'passed' && !ours) return [`${head}/>`]
  const text = told(ours ? { ...test, state: 'missing', message: '' } : test, verdict, locale)
  const kind = ours || test.state === 'missing' ? 'error' : 'failure'
  const type = (kind === 'error' ? verdict.problem?.code : (test.code ?? test.cause)) ?? 'assertion'
  const message = text.split('\n')[0] ?? ''
  return [`${head}>`, `      <${kind}${attributes({ message, type })}>${escaped(text)}</${kind}>`, '    </testcase>']
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}

function attributes(values: Record<string, string | number>): string {
  const each = Object.entries(values).map(
    ([name, value]) => ` ${name}="${escaped(String(value)).replace(/\n/g, '&#10;')}"`,
  )
  return each.join('')
}

/** Characters that XML 1.0 has no way to write become U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\r/g, '&#13;')
}
