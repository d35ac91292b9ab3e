/**
 * Annotations of GitHub Actions (https://docs.github.com/actions/reference/workflow-commands-for-github-actions): one
 * command a line, at the learner's file and line where that is known. Nothing of the submission is printed as it is: a
 * line of it could be a command.
 */
import type { Problem, TestVerdict, Verdict } from '../types.ts'
import { words as wordsOf } from '../words/index.ts'
import { summary, told } from './told.ts'
import type { FormatContext } from './types.ts'

export function github(verdict: Verdict, context: FormatContext): string {
  const { exercise, problem, tests } = verdict
  const failed = tests.filter(({ state }) => state === 'failed')
  // Where the submission does not load, each test fails of that one fault: it is told once.
  const each = problem ? [] : failed.map((test) => failure(test, verdict, context))
  const about = `${context.title} (${exercise})`
  const over = problem
    ? command('error', { ...at(problem, context), title: about }, summary(verdict, context.locale))
    : command(verdict.verdict === 'pass' ? 'notice' : 'error', { title: about }, seeded(verdict, context))
  return `${[...each, over].join('\n')}\n`
}

function failure(test: TestVerdict, verdict: Verdict, context: FormatContext): string {
  const words = wordsOf(context.locale)
  const hidden = test.visibility === 'hidden' ? words.aside(words.hidden()) : ''
  const title = `${test.title}${hidden} ${test.points}/${test.maxPoints}`
  const text = told(test, verdict, context.locale)
  return command('error', { ...at(test.place, context), title }, text === '' ? title : text)
}

function seeded(verdict: Verdict, { locale }: FormatContext): string {
  return verdict.verdict === 'pass' ? summary(verdict, locale) : `${summary(verdict, locale)} --seed ${verdict.seed}`
}

type Where = { file?: string; line?: number; column?: number } | undefined

/** Without a place of its own the submission's first file, so that the annotation stands beside it. */
function at(where: Where | Problem, { paths = {} }: FormatContext): Record<string, string | number> {
  const file = paths[where?.file ?? ''] ?? Object.values(paths)[0]
  if (file === undefined) return {}
  if (where?.file === undefined || where.line === undefined) return { file }
  return { file, line: where.line, ...(where.column === undefined ? {} : { col: where.column }) }
}

function command(name: 'error' | 'notice', properties: Record<string, string | number>, text: string): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(String(value))}`)
  return `::${name} ${pairs.join(',')}::${escapedData(text)}`
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
