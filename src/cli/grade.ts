import { writeFileSync } from 'node:fs'
import { type LoadedExercise, loadExercise } from '../course/load.ts'
import { openGrader } from '../sidecar/grader/grader.ts'
import { pretty } from '../sidecar/grader/pretty.ts'
import type { Locale, Verdict } from '../sidecar/grader/types.ts'
import { EXIT } from './exit.ts'
import { wantsColour } from './paint.ts'
import { writableFile } from './run-options.ts'
import { readSubmission, unreadableVerdict } from './submission.ts'

type Options = { format: 'pretty' | 'json'; out?: string; seed?: number; locale: Locale }

/** Exit 0 pass, 1 fail (also a submission that cannot be read or parsed), 2 our error, 64 wrong usage. */
export async function gradeCommand(id: string, path: string, options: Options): Promise<void> {
  const loaded = loadExercise(id)
  if (options.out) writableFile(options.out, '--out')
  const { verdict, note } = await verdictOn(loaded, path, options)
  const text =
    options.format === 'json'
      ? `${JSON.stringify(verdict, null, 2)}\n`
      : pretty(verdict, options.locale, { colour: wantsColour(process.stdout) && !options.out })
  if (options.out) writeFileSync(options.out, text)
  else process.stdout.write(text)
  if (note !== null) console.error(`note: graded in the reduced tier, as practice: ${note}`)
  process.exitCode = exitOf(verdict)
}

/** `note`: why not in a sandbox; null when it was. */
async function verdictOn(
  loaded: LoadedExercise,
  path: string,
  { locale, seed }: Options,
): Promise<{ verdict: Verdict; note: string | null }> {
  const submission = readSubmission(path, loaded.exercise.files)
  if ('unreadable' in submission)
    return { verdict: unreadableVerdict(loaded, submission.unreadable, locale, seed ?? 0), note: null }
  const grader = openGrader({ slots: 1 })
  try {
    const request = { exercise: loaded.id, files: submission.files, locale, ...(seed === undefined ? {} : { seed }) }
    return { verdict: await grader.grade(request), note: grader.reason }
  } finally {
    await grader.close()
  }
}

export function exitOf(verdict: Verdict): number {
  return { pass: EXIT.ok, fail: EXIT.failed, error: EXIT.ours }[verdict.verdict]
}
