/** A submission's files, checked before anything reads them. */
import type { Files, LoadedExercise } from '../../course/load.ts'
import { GRADER_LIMITS } from './limits.ts'
import type { Locale, Verdict } from './types.ts'

export type Problem = NonNullable<Verdict['problem']>

const FILE_NAME = /^[a-z0-9][a-z0-9.-]*\.ts$/

/** The files to grade: those given, and for other files of the exercise the starter's. */
export function submissionFiles(
  loaded: LoadedExercise,
  given: Files,
  locale: Locale,
): { files: Files } | { problem: Problem } {
  const entry = loaded.exercise.files[0] as string
  const say = (en: string, zh: string) => (locale === 'zh-cn' ? zh : en)
  if (given[entry] === undefined) {
    const listed = Object.keys(given).join(', ')
    return {
      problem: {
        code: 'SUBMISSION_MISSING',
        file: entry,
        message: say(
          `The submission has no file "${entry}"${listed === '' ? '' : ` (it has: ${listed})`}.`,
          `提交中没有文件“${entry}”${listed === '' ? '' : `（现有：${listed}）`}。`,
        ),
      },
    }
  }
  const odd = Object.keys(given).find((name) => !FILE_NAME.test(name))
  if (odd !== undefined) {
    return {
      problem: {
        code: 'SUBMISSION_FILE_NAME',
        file: odd.slice(0, 200),
        message: say(
          'File names are lower case letters, digits, dots and hyphens, and end in .ts.',
          '文件名只能包含小写字母、数字、点和连字符，并以 .ts 结尾。',
        ),
      },
    }
  }
  const bytes = Object.values(given).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (bytes > GRADER_LIMITS.submissionBytes) {
    return {
      problem: {
        code: 'SUBMISSION_TOO_LARGE',
        message: say(
          `The submission has ${bytes} bytes; the limit is ${GRADER_LIMITS.submissionBytes}.`,
          `提交共 ${bytes} 字节，上限为 ${GRADER_LIMITS.submissionBytes} 字节。`,
        ),
      },
    }
  }
  const starter = loaded.exercise.files.map((name) => [name, given[name] ?? loaded.starter[name] ?? ''])
  return { files: { ...Object.fromEntries(starter), ...given } }
}

export function syntaxProblem(
  syntax: { file: string; line?: number; column?: number; message: string } | undefined,
  locale: Locale,
): Problem {
  if (syntax) return { code: 'SUBMISSION_SYNTAX', ...syntax }
  const message =
    locale === 'zh-cn'
      ? '无法读取提交的代码：TypeScript 解析器在其上失败。'
      : 'The submission could not be read: the TypeScript parser failed on it.'
  return { code: 'SUBMISSION_SYNTAX', message }
}
