import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Files, loadExercise } from '../course/load.ts'
import { openGrader } from '../sidecar/grader/grader.ts'
import { pretty } from '../sidecar/grader/pretty.ts'
import type { Locale, Verdict } from '../sidecar/grader/types.ts'
import { EXIT, UsageError } from './exit.ts'

type Options = { format: 'pretty' | 'json'; out?: string; seed?: number; locale: Locale }

/** Exit 0 pass, 1 fail (also a submission that cannot be read or parsed), 2 our error, 64 wrong usage. */
export async function gradeCommand(id: string, path: string, options: Options): Promise<void> {
  const { exercise } = loadExercise(id)
  const files = readSubmission(path, exercise.files)
  const grader = openGrader({ slots: 1 })
  try {
    const request = {
      exercise: id,
      files,
      locale: options.locale,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    }
    const verdict = await grader.grade(request)
    const text =
      options.format === 'json'
        ? `${JSON.stringify(verdict, null, 2)}\n`
        : pretty(verdict, options.locale, { colour: process.stdout.isTTY && !options.out })
    if (options.out) writeFileSync(options.out, text)
    else process.stdout.write(text)
    if (grader.reason !== null) console.error(`note: graded in the reduced tier, as practice: ${grader.reason}`)
    process.exitCode = exitOf(verdict)
  } finally {
    await grader.close()
  }
}

export function exitOf(verdict: Verdict): number {
  return { pass: EXIT.ok, fail: EXIT.failed, error: EXIT.ours }[verdict.verdict]
}

/** The submission's files. One file stands for the exercise's only (or first) file, whatever it is called. */
function readSubmission(path: string, names: string[]): Files {
  if (!existsSync(path)) throw new UsageError('PATH_MISSING', `there is no file or folder ${path}`)
  if (statSync(path).isFile()) {
    if (names.length > 1)
      throw new UsageError(
        'PATH_NOT_FOLDER',
        `this exercise has ${names.length} files (${names.join(', ')}): name the folder that holds them`,
      )
    return { [names[0]!]: readFileSync(path, 'utf8') }
  }
  const missing = names.filter((name) => !existsSync(join(path, name)))
  if (missing.length > 0)
    throw new UsageError('FILE_MISSING', `the folder ${basename(path)} has no ${missing.join(', ')}`)
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]))
}
