/**
 * Exercism's results.json, version 3 (https://exercism.org/docs/building/tooling/test-runners/interface). Its `error`
 * means that no test could run, so a submission that does not load is one there. Tests stand in the order of
 * exercise.json; the first that failed is the one its readers see.
 */
import type { TestVerdict, Verdict } from '../types.ts'
import { words as wordsOf } from '../words/index.ts'
import { summary, told } from './told.ts'
import type { FormatContext } from './types.ts'

/** What the format allows, characters. */
const OUTPUT = 500
const MESSAGE = 65_535

export function exercism(verdict: Verdict, context: FormatContext): string {
  const { tests } = verdict
  const ran = verdict.verdict !== 'error' && verdict.problem === undefined
  if (!ran) return json(failedToRun(summary(verdict, context.locale)))
  // What it printed is not known test by test: it stands where its reader looks first.
  const first = tests.find(({ state }) => state !== 'passed') ?? tests[0]
  return json({
    version: 3,
    status: verdict.verdict,
    tests: tests.map((test) => ({
      name: test.title,
      status: statusOf(test),
      ...(test.state === 'passed' ? {} : { message: told(test, verdict, context.locale).slice(0, MESSAGE) }),
      ...(test === first && verdict.printed !== '' ? { output: output(verdict.printed, context) } : {}),
      ...codeOf(test, context),
    })),
  })
}

/** Also where there is no verdict, because the command was used wrongly. */
export function failedToRun(message: string): object {
  return { version: 3, status: 'error', message: message.slice(0, MESSAGE), tests: [] }
}

function json(results: object): string {
  return `${JSON.stringify(results, null, 2)}\n`
}

function statusOf({ state, cause }: TestVerdict): 'pass' | 'fail' | 'error' {
  if (state === 'passed') return 'pass'
  return cause === 'assertion' ? 'fail' : 'error'
}

function output(printed: string, { locale }: FormatContext): string {
  if (printed.length <= OUTPUT) return printed
  const note = `\n${wordsOf(locale).outputCut()}`
  return printed.slice(0, OUTPUT - note.length) + note
}

/** The body of a visible test's `check(…)`; the formatter sees to it that it ends with `})` at the line's start. */
function codeOf({ id, visibility }: TestVerdict, { spec }: FormatContext): { test_code?: string } {
  if (visibility === 'hidden' || spec === undefined) return {}
  const lines = spec.split('\n')
  const begin = lines.findIndex((line) => line.startsWith(`check('${id}',`) && line.endsWith('=> {'))
  const end = lines.indexOf('})', begin)
  if (begin < 0 || end < 0) return {}
  const body = lines.slice(begin + 1, end).map((line) => line.replace(/^ {2}/, ''))
  return { test_code: body.join('\n') }
}
