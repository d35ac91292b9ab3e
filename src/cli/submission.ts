/**
 * A submission's files from the path that was named. What cannot be read is the submission's fault, and a result:
 * a verdict `fail`. A path that cannot hold the exercise's files is a wrong use of the command.
 */
import { randomUUID } from 'node:crypto'
import { lstatSync, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Files, LoadedExercise } from '../course/load.ts'
import { nearest } from '../course/nearest.ts'
import type { Locale, Problem, Verdict } from '../sidecar/grader/types.ts'
import { untested } from '../sidecar/grader/verdict.ts'
import { versionsOf } from '../sidecar/grader/versions.ts'
import { words as wordsOf } from '../sidecar/grader/words/index.ts'
import { UsageError } from './exit.ts'
import { kindOf, Refused, readText, readTextFrom } from './submission-text.ts'

/** The path that means: from standard input. */
export const STDIN = '-'
/** Names of a folder shown, where the right one is missing. */
const NAMES_SHOWN = 8

/** `paths`: where each file was read; none of standard input. */
export type Submission = { files: Files; paths: Record<string, string> }

/**
 * One file stands for the exercise's only file, whatever it is called; of a folder those with the names of the exercise
 * are read. Throws UsageError where the path cannot hold them.
 */
export function readSubmission(
  path: string,
  names: string[],
  locale: Locale,
): Submission | { problem: Problem; paths: Submission['paths'] } {
  const paths = path === STDIN ? {} : pathsOf(path, names)
  const readers = path === STDIN ? [standardInput(names)] : Object.entries(paths).map((pair) => reader(pair, path))
  const files: Files = {}
  for (const { name, read } of readers) {
    try {
      files[name] = read()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { problem: { code: error.code, message: error.say(wordsOf(locale)), file: name }, paths }
    }
  }
  return { files, paths }
}

type Reader = { name: string; read(): string }

function standardInput(names: string[]): Reader {
  return { name: only(names, 'standard input'), read: () => readTextFrom(0) }
}

function reader([name, file]: [string, string], path: string): Reader {
  return { name, read: () => readText(file, file === path ? undefined : path) }
}

function pathsOf(path: string, names: string[]): Record<string, string> {
  const status = statusOf(path)
  if (status.isDirectory()) return inFolder(path, names)
  if (!status.isFile())
    throw new UsageError(
      'PATH_NOT_FILE',
      `${path} is a ${kindOf(status)}, neither a file nor a folder; name your program's text, or "${STDIN}" for standard input`,
    )
  return { [only(names, path)]: path }
}

function only(names: string[], what: string): string {
  if (names.length === 1) return names[0]!
  throw new UsageError(
    'PATH_NOT_FOLDER',
    `${what} is one text, and this exercise has ${names.length} files (${names.join(', ')}): name the folder that holds them`,
  )
}

/** Follows links: which file the path means is its writer's choice. */
function statusOf(path: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES')
      throw new UsageError(
        'PATH_DENIED',
        `this user may not go to ${path}; chmod u+x on its folders gives the right back`,
      )
    if (code === 'ELOOP')
      throw new UsageError('PATH_LOOP', `${path} is a symbolic link that leads in a circle; name the file itself`)
    throw new UsageError('PATH_MISSING', `there is no file or folder ${path}${linkText(path)}${nearText(path)}`)
  }
}

function linkText(path: string): string {
  try {
    return lstatSync(path).isSymbolicLink()
      ? `: it is a symbolic link to ${readlinkSync(path)}, which is not there`
      : ''
  } catch {
    return ''
  }
}

/** Names in the same folder that may have been meant. */
function nearText(path: string): string {
  const folder = join(path, '..')
  const near = nearest(basename(path), namesIn(folder), 3)
  return near.length === 0 ? '; is the path right?' : `; near it: ${near.map((name) => join(folder, name)).join(', ')}`
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function inFolder(path: string, names: string[]): Record<string, string> {
  let there: string[]
  try {
    there = readdirSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      'PATH_DENIED',
      `this user may not look into the folder ${path} (${code}); chmod u+rx gives the right back`,
    )
  }
  const missing = names.filter((name) => !there.includes(name))
  if (missing.length > 0)
    throw new UsageError('FILE_MISSING', missingText(basename(realpathSync(path)), missing, there))
  return Object.fromEntries(names.map((name) => [name, join(path, name)]))
}

function missingText(folder: string, missing: string[], there: string[]): string {
  const near = [...new Set(missing.flatMap((name) => nearest(name, there, 3)))]
  const has =
    there.length === 0
      ? 'it is empty'
      : `it has ${there.slice(0, NAMES_SHOWN).join(', ')}${there.length > NAMES_SHOWN ? ' …' : ''}`
  const step =
    near.length === 0
      ? `${has}; give your files the names of the exercise`
      : `near it: ${near.join(', ')}; rename, or name the file itself`
  return `the folder ${folder} has no ${missing.join(', ')}; ${step}`
}

/** The verdict on a submission that never came to be graded. */
export function unreadableVerdict(loaded: LoadedExercise, problem: Problem, locale: Locale, seed: number): Verdict {
  const tests = untested(loaded.exercise, locale)
  return {
    version: 1,
    job: randomUUID(),
    exercise: loaded.id,
    verdict: 'fail',
    points: 0,
    maxPoints: tests.reduce((sum, { maxPoints }) => sum + maxPoints, 0),
    seed,
    provenance: 'practice',
    versions: versionsOf(loaded),
    ms: 0,
    tests,
    problem,
    printed: '',
  }
}
