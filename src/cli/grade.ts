import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type LoadedExercise, loadExercise } from '../course/load.ts'
import { failedToRun } from '../sidecar/grader/formats/exercism.ts'
import { FORMATS, type FormatContext, type FormatName } from '../sidecar/grader/formats/index.ts'
import { openGrader } from '../sidecar/grader/grader.ts'
import type { Locale, Verdict } from '../sidecar/grader/types.ts'
import { EXIT, report } from './exit.ts'
import { OutError, writeOut } from './out-file.ts'
import { wantsColour } from './paint.ts'
import { readSubmission, type Submission, unreadableVerdict } from './submission.ts'

type Options = { format: FormatName; out?: string; seed?: number; locale: Locale }

/**
 * Exit 0 pass, 1 fail (also a submission that cannot be read or parsed), 2 our error, 64 wrong usage. Of `exercism`,
 * whose reader takes anything else for a broken runner, 0 whatever there is to tell.
 */
export async function gradeCommand(id: string, path: string, options: Options): Promise<void> {
  try {
    const loaded = loadExercise(id)
    const { verdict, note, paths } = await verdictOn(loaded, path, options)
    const text = FORMATS[options.format](verdict, context(loaded, paths, options))
    const code = deliver(text, options)
    if (note !== null) console.error(`note: graded in the reduced tier, as practice: ${note}`)
    process.exitCode = code === EXIT.ok && options.format !== 'exercism' ? exitOf(verdict) : code
  } catch (error) {
    if (options.format !== 'exercism') throw error
    report(error)
    const { code, message } = error as { code?: string; message: string }
    const said = code === undefined || message.startsWith(`${code}: `) ? message : `${code}: ${message}`
    process.exitCode = deliver(`${JSON.stringify(failedToRun(said), null, 2)}\n`, options)
  }
}

/** To the file or to stdout; also to stdout when the file cannot be written, so that no verdict is lost. */
function deliver(text: string, { out }: Options): number {
  if (out === undefined) {
    process.stdout.write(text)
    return EXIT.ok
  }
  try {
    writeOut(out, text)
    return EXIT.ok
  } catch (error) {
    if (!(error instanceof OutError)) throw error
    process.stdout.write(text)
    report(new OutError(`${error.message} (what belongs there was printed instead)`, error.exit))
    return error.exit
  }
}

function context(loaded: LoadedExercise, paths: Submission['paths'], { locale, out }: Options): FormatContext {
  // Annotations name files as the repository does.
  const root = process.env.GITHUB_WORKSPACE || process.cwd()
  const seen = Object.entries(paths).map(([name, file]) => [name, relative(root, resolve(file))])
  return {
    locale,
    colour: out === undefined && wantsColour(process.stdout),
    title: loaded.exercise.title[locale],
    paths: Object.fromEntries(seen),
    spec: readFileSync(loaded.specFile, 'utf8'),
  }
}

type Graded = {
  verdict: Verdict
  /** Why not in a sandbox; null when it was. */
  note: string | null
  paths: Submission['paths']
}

async function verdictOn(loaded: LoadedExercise, path: string, { locale, seed }: Options): Promise<Graded> {
  const submission = readSubmission(path, loaded.exercise.files, locale)
  if ('problem' in submission) {
    const verdict = unreadableVerdict(loaded, submission.problem, locale, seed ?? randomInt(2 ** 31))
    return { verdict, note: null, paths: submission.paths }
  }
  const { files, paths } = submission
  const grader = openGrader({ slots: 1 })
  try {
    const request = { exercise: loaded.id, files, locale, ...(seed === undefined ? {} : { seed }) }
    return { verdict: await grader.grade(request), note: grader.reason, paths }
  } finally {
    await grader.close()
  }
}

export function exitOf(verdict: Verdict): number {
  return { pass: EXIT.ok, fail: EXIT.failed, error: EXIT.ours }[verdict.verdict]
}
