/** A submission's files, checked before anything reads them. */
import type { Files, LoadedExercise } from '../../course/load.ts'
import { GRADER_LIMITS } from './limits.ts'
import { withSource } from './source.ts'
import type { Locale, Problem } from './types.ts'
import { words as wordsOf } from './words/index.ts'

export type { Problem }

const FILE_NAME = /^[a-z0-9][a-z0-9.-]*\.ts$/
/** Characters shown of a name that came with the submission. */
const NAME_TEXT = 200

/** The files to grade: those given, and for other files of the exercise the starter's. */
export function submissionFiles(
  loaded: LoadedExercise,
  given: Files,
  locale: Locale,
): { files: Files } | { problem: Problem } {
  const words = wordsOf(locale)
  const entry = loaded.exercise.files[0] as string
  if (given[entry] === undefined) {
    const has = Object.keys(given).join(', ').slice(0, NAME_TEXT)
    return { problem: { code: 'SUBMISSION_MISSING', file: entry, message: words.noEntry(entry, has) } }
  }
  const odd = Object.keys(given).find((name) => !FILE_NAME.test(name))
  if (odd !== undefined)
    return { problem: { code: 'SUBMISSION_FILE_NAME', file: odd.slice(0, NAME_TEXT), message: words.oddName() } }
  const bytes = Object.values(given).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (bytes > GRADER_LIMITS.submissionBytes) {
    const message = words.tooLarge(bytes, GRADER_LIMITS.submissionBytes)
    return { problem: { code: 'SUBMISSION_TOO_LARGE', message } }
  }
  const starter = loaded.exercise.files.map((name) => [name, given[name] ?? loaded.starter[name] ?? ''])
  return { files: { ...Object.fromEntries(starter), ...given } }
}

/** `files`: the submission as it was written, so that the line at fault can be shown. */
export function syntaxProblem(
  syntax: { file: string; line?: number; column?: number; message: string } | undefined,
  locale: Locale,
  files: Files = {},
): Problem {
  const words = wordsOf(locale)
  if (!syntax) return { code: 'SUBMISSION_SYNTAX', message: words.unparsed() }
  return withSource({ code: 'SUBMISSION_SYNTAX', ...syntax, message: words.syntax(syntax.message) }, files)
}
