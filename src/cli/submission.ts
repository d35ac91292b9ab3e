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
import type { CliSentence } from './words/index.ts'

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
  return { name: only(names, null), read: () => readTextFrom(0) }
}

function reader([name, file]: [string, string], path: string): Reader {
  return { name, read: () => readText(file, file === path ? undefined : path) }
}

function pathsOf(path: string, names: string[]): Record<string, string> {
  const status = statusOf(path)
  if (status.isDirectory()) return inFolder(path, names)
  if (!status.isFile()) throw new UsageError('PATH_NOT_FILE', ['neitherFile', path, kindOf(status)])
  return { [only(names, path)]: path }
}

/** `path` is null for standard input. */
function only(names: string[], path: string | null): string {
  if (names.length === 1) return names[0]!
  throw new UsageError('PATH_NOT_FOLDER', ['oneText', path, names])
}

/** Follows links: which file the path means is its writer's choice. */
function statusOf(path: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES') throw new UsageError('PATH_DENIED', ['mayNotGo', path])
    if (code === 'ELOOP') throw new UsageError('PATH_LOOP', ['circle', path])
    throw new UsageError('PATH_MISSING', ['nothingThere', path, linkOf(path), nearTo(path)])
  }
}

/** Where it leads, if it is a link. */
function linkOf(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null
  } catch {
    return null
  }
}

/** Names in the same folder that may have been meant. */
function nearTo(path: string): string[] {
  const folder = join(path, '..')
  return nearest(basename(path), namesIn(folder), 3).map((name) => join(folder, name))
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
    const { code = '' } = error as NodeJS.ErrnoException
    throw new UsageError('PATH_DENIED', ['mayNotLook', path, code])
  }
  const missing = names.filter((name) => !there.includes(name))
  if (missing.length > 0) throw new UsageError('FILE_MISSING', missingOf(basename(realpathSync(path)), missing, there))
  return Object.fromEntries(names.map((name) => [name, join(path, name)]))
}

function missingOf(folder: string, missing: string[], there: string[]): CliSentence {
  const near = [...new Set(missing.flatMap((name) => nearest(name, there, 3)))]
  return ['filesMissing', folder, missing, near, there.slice(0, NAMES_SHOWN), there.length > NAMES_SHOWN]
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
