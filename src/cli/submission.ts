/**
 * A submission's files from the path that was named. What cannot be read is the submission's fault, and a result:
 * a verdict `fail`. A path that cannot hold the exercise's files is a wrong use of the command.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Files, LoadedExercise } from '../course/load.ts'
import { GRADER_LIMITS } from '../sidecar/grader/limits.ts'
import type { Locale, Verdict } from '../sidecar/grader/types.ts'
import { untested } from '../sidecar/grader/verdict.ts'
import { UsageError } from './exit.ts'

export type Unreadable = { file: string; why: Reason; detail: string }
type Reason = 'denied' | 'notText' | 'notFile' | 'tooLarge' | 'other'

/** One file stands for the exercise's only file, whatever it is called. Throws UsageError. */
export function readSubmission(path: string, names: string[]): { files: Files } | { unreadable: Unreadable } {
  if (!existsSync(path)) throw new UsageError('PATH_MISSING', `there is no file or folder ${path}`)
  const status = statSync(path)
  if (!status.isFile() && !status.isDirectory())
    throw new UsageError('PATH_NOT_FILE', `${path} is neither a file nor a folder; name your program's text`)
  if (status.isFile() && names.length > 1)
    throw new UsageError(
      'PATH_NOT_FOLDER',
      `this exercise has ${names.length} files (${names.join(', ')}): name the folder that holds them`,
    )
  const paths = status.isFile() ? { [names[0]!]: path } : inFolder(path, names)
  const files: Files = {}
  for (const [name, file] of Object.entries(paths)) {
    const read = textOf(file)
    if ('why' in read) return { unreadable: { file: name, ...read } }
    files[name] = read.text
  }
  return { files }
}

function inFolder(path: string, names: string[]): Record<string, string> {
  const missing = names.filter((name) => !isThere(join(path, name)))
  if (missing.length > 0)
    throw new UsageError('FILE_MISSING', `the folder ${basename(path)} has no ${missing.join(', ')}`)
  return Object.fromEntries(names.map((name) => [name, join(path, name)]))
}

/** False only when it is known not to be there: a folder that may not be entered hides its files. */
function isThere(file: string): boolean {
  try {
    statSync(file)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

function textOf(file: string): { text: string } | Omit<Unreadable, 'file'> {
  try {
    const status = statSync(file)
    if (!status.isFile()) return { why: 'notFile', detail: '' }
    if (status.size > GRADER_LIMITS.submissionBytes) return { why: 'tooLarge', detail: `${status.size}` }
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file)) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM') return { why: 'denied', detail: code }
    return code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
      ? { why: 'notText', detail: '' }
      : { why: 'other', detail: message }
  }
}

const WORDS: Record<Locale, Record<Reason, (detail: string) => string>> = {
  en: {
    denied: (detail) => `this user may not read it (${detail}); chmod u+r gives the right back`,
    notText: () => 'it is not UTF-8 text; save it as UTF-8',
    notFile: () => 'it is a folder, not a file',
    tooLarge: (bytes) => `it has ${bytes} bytes; at most ${GRADER_LIMITS.submissionBytes} are graded`,
    other: (detail) => detail,
  },
  'zh-cn': {
    denied: (detail) => `当前用户没有读取权限（${detail}）；用 chmod u+r 恢复权限`,
    notText: () => '不是 UTF-8 文本；请另存为 UTF-8',
    notFile: () => '这是文件夹，不是文件',
    tooLarge: (bytes) => `共 ${bytes} 字节，上限为 ${GRADER_LIMITS.submissionBytes} 字节`,
    other: (detail) => detail,
  },
}

/** The verdict on a submission that never came to be graded. */
export function unreadableVerdict(
  { id, exercise }: Pick<LoadedExercise, 'id' | 'exercise'>,
  { file, why, detail }: Unreadable,
  locale: Locale,
  seed: number,
): Verdict {
  const tests = untested(exercise, locale)
  const said = WORDS[locale][why](detail)
  return {
    version: 1,
    exercise: id,
    verdict: 'fail',
    points: 0,
    maxPoints: tests.reduce((sum, { maxPoints }) => sum + maxPoints, 0),
    seed,
    provenance: 'practice',
    ms: 0,
    tests,
    problem: {
      code: why === 'tooLarge' ? 'SUBMISSION_TOO_LARGE' : 'SUBMISSION_UNREADABLE',
      message: locale === 'zh-cn' ? `无法读取该文件：${said}。` : `The file cannot be read: ${said}.`,
      file,
    },
    printed: '',
  }
}
