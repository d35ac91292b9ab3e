import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type LoadedExercise, loadExercise } from '../course/load.ts'
import { failedToRun } from '../sidecar/grader/formats/exercism.ts'
import { FORMATS, type FormatContext, type FormatName } from '../sidecar/grader/formats/index.ts'
import { type OpenedGrader, openGrader } from '../sidecar/grader/grader.ts'
import type { Locale, Verdict } from '../sidecar/grader/types.ts'
import { reasonOf } from '../sidecar/words/index.ts'
import { EXIT, report, reported } from './exit.ts'
import { OutError, writeOut } from './out-file.ts'
import { wantsColour } from './paint.ts'
import { readSubmission, type Submission, unreadableVerdict } from './submission.ts'
import type { Voice } from './words/index.ts'

type Options = { format: FormatName; out?: string; seed?: number }

/**
 * Exit 0 pass, 1 fail (also a submission that cannot be read or parsed), 2 our error, 64 wrong usage. Of `exercism`,
 * whose reader takes anything else for a broken runner, 0 whatever there is to tell.
 */
export async function gradeCommand(id: string, path: string, options: Options, voice: Voice): Promise<void> {
  try {
    const loaded = loadExercise(id)
    const { verdict, grader, paths } = await verdictOn(loaded, path, options, voice.locale)
    const text = FORMATS[options.format](verdict, context(loaded, paths, options, voice.locale))
    const code = deliver(text, options, voice)
    if (grader !== null && grader.reason !== null)
      console.error(voice.words.gradedReduced(reasonOf(grader, voice.below)))
    process.exitCode = code === EXIT.ok && options.format !== 'exercism' ? exitOf(verdict) : code
  } catch (error) {
    if (options.format !== 'exercism') throw error
    report(error, voice)
    process.exitCode = deliver(`${JSON.stringify(failedToRun(reported(error, voice)), null, 2)}\n`, options, voice)
  }
}

/** To the file or to stdout; also to stdout when the file cannot be written, so that no verdict is lost. */
function deliver(text: string, { out }: Options, voice: Voice): number {
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
    report(error.printedInstead(), voice)
    return error.exit
  }
}

function context(loaded: LoadedExercise, paths: Submission['paths'], { out }: Options, locale: Locale): FormatContext {
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
  /** Tells why not in a sandbox, where it was not; null when none was needed. */
  grader: Pick<OpenedGrader, 'reason' | 'because'> | null
  paths: Submission['paths']
}

async function verdictOn(loaded: LoadedExercise, path: string, { seed }: Options, locale: Locale): Promise<Graded> {
  const submission = readSubmission(path, loaded.exercise.files, locale)
  if ('problem' in submission) {
    const verdict = unreadableVerdict(loaded, submission.problem, locale, seed ?? randomInt(2 ** 31))
    return { verdict, grader: null, paths: submission.paths }
  }
  const { files, paths } = submission
  const grader = openGrader({ slots: 1 })
  try {
    const request = { exercise: loaded.id, files, locale, ...(seed === undefined ? {} : { seed }) }
    return { verdict: await grader.grade(request), grader, paths }
  } finally {
    await grader.close()
  }
}

export function exitOf(verdict: Verdict): number {
  return { pass: EXIT.ok, fail: EXIT.failed, error: EXIT.ours }[verdict.verdict]
}
