import { availableParallelism } from 'node:os'
import { nearest } from '../course/nearest.ts'
import { LOCALES, type Locale } from '../course/schema.ts'
import { gradingsAtOnce } from './check/at-once.ts'
import { courseAt, type Ids, idsOf } from './check/course.ts'
import type { Problem } from './check/problem.ts'
import { Progress } from './check/progress.ts'
import { type CheckEvent, type CheckResult, check, type ExerciseReport } from './check/run.ts'
import { table } from './check/table.ts'
import { watchExercise } from './check/watch.ts'
import { EXIT, UsageError } from './exit.ts'
import { type Paint, painter, wantsColour } from './paint.ts'
import type { Voice, Words } from './words/index.ts'

type Options = {
  only: string[]
  locale?: Locale
  seeds: number
  thorough: boolean
  jobs?: number
  cache: boolean
  json: boolean
  watch: boolean
  course?: string
}

/** Of so few exercises each submission's verdict is shown. */
const SHOWN_WHOLE = 3

/** Exit 0 when the course is proved, 1 when something in it is wrong, 2 when this machine could not tell, 130 by Ctrl-C. */
export async function checkCommand(options: Options, { words }: Voice): Promise<void> {
  const { only, json, seeds, thorough, jobs: atOnce = gradingsAtOnce(availableParallelism()) } = options
  const course = courseAt(options.course)
  const locales = options.locale ? [options.locale] : LOCALES
  const ids = chosen(idsOf(course, locales), only)
  const abort = new AbortController()
  const interrupt = () => abort.abort(new Error('interrupted'))
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    if (options.watch) {
      const [exercise] = ids.exercises
      if (ids.exercises.length !== 1 || !exercise || ids.labs.length + ids.lessons.length > 0)
        throw new UsageError('WATCH_ONE', ['watchOne'])
      await watchExercise(course, exercise, { seeds, thorough, atOnce, words, signal: abort.signal })
      return
    }
    const began = performance.now()
    const progress = new Progress(json ? { write: () => true } : process.stdout, process.stderr)
    const paint = painter(wantsColour(process.stdout))
    const result = await check({
      course,
      ids,
      whole: only.length === 0,
      locales,
      seeds,
      thorough,
      atOnce,
      cache: options.cache,
      signal: abort.signal,
      tell: (event) => show(event, progress, { paint, words, inFull: ids.exercises.length <= SHOWN_WHOLE }),
    })
    progress.clear()
    const ms = Math.round(performance.now() - began)
    if (json) console.log(JSON.stringify(document(result, ids, ms), null, 2))
    else summary(result, ms, paint, words)
    process.exitCode = exitOf(result)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

function exitOf({ problems, interrupted }: CheckResult): number {
  if (interrupted) return EXIT.interrupted
  if (problems.length === 0) return EXIT.ok
  return problems.every(({ code }) => code === 'GRADING_ERROR') ? EXIT.ours : EXIT.failed
}

/** Throws UsageError for a name that the course does not have. */
function chosen(all: Ids, only: string[]): Ids {
  if (only.length === 0) return all
  const names = [...all.exercises, ...all.labs, ...all.lessons]
  for (const id of only) {
    if (names.includes(id)) continue
    throw new UsageError('ID_UNKNOWN', ['noId', id, nearest(id, names)])
  }
  const wanted = (ids: string[]) => ids.filter((id) => only.includes(id))
  return { exercises: wanted(all.exercises), labs: wanted(all.labs), lessons: wanted(all.lessons) }
}

type Shown = { paint: Paint; words: Words; inFull: boolean }

function show(event: CheckEvent, progress: Progress, shown: Shown): void {
  const { paint, words } = shown
  switch (event.type) {
    case 'lessons':
      if (event.count > 0) progress.line(`${mark(event.problems, paint)} ${words.lessonsRead(event.count)}`)
      return
    case 'lab':
      progress.line(`${mark(event.problems, paint)} ${words.lab(event.id)}${paint('dim', words.labHow(event.how))}`)
      progress.status(words.labsDone(event.done, event.all))
      return
    case 'exercise':
      for (const row of exerciseLines(event.report, shown)) progress.line(row)
      return
    case 'grading':
      progress.status(words.gradingsDone(event.answered, event.asked, event.exercise))
      return
    default:
      event satisfies never
  }
}

function exerciseLines(
  { id, parts, problems, warnings, ms }: ExerciseReport,
  { paint, words, inFull }: Shown,
): string[] {
  const caught = parts.filter(({ name, ok }) => name.startsWith('mutants/') && ok).length
  const right = parts.filter(({ wanted, ok }) => wanted === 'pass' && ok).length
  const head = `${problems.length === 0 && warnings.length > 0 ? paint('yellow', '!') : mark(problems, paint)} ${words.exercise(id)}`
  const said = words.proved(right, caught, (ms / 1000).toFixed(1))
  return [`${head}  ${paint('dim', said)}`, ...(inFull ? table(parts, paint, words) : [])]
}

function summary(
  { problems, warnings, notRun, gradings, remembered, interrupted }: CheckResult,
  ms: number,
  paint: Paint,
  words: Words,
) {
  for (const reason of notRun) console.log(words.notRun(reason))
  for (const { code, where, message } of warnings) console.log(`${paint('yellow', '!')} ${where}: ${code}: ${message}`)
  for (const { code, where, message } of problems) console.log(`${paint('red', '✗')} ${where}: ${code}: ${message}`)
  const work = words.gradings(gradings, remembered, (ms / 1000).toFixed(1))
  const found = [words.problems(problems.length), ...(warnings.length > 0 ? [words.warnings(warnings.length)] : [])]
  const verdict = problems.length === 0 && !interrupted ? words.courseHolds() : words.found(found)
  console.log(words.summary(verdict, work, interrupted))
}

/** `check --json`, version 1 (docs/cli.md). */
function document({ reports, ...result }: CheckResult, ids: Ids, ms: number): object {
  const { problems, warnings, notRun, interrupted, gradings, remembered } = result
  return {
    version: 1,
    ok: problems.length === 0 && !interrupted,
    problems,
    warnings,
    exercises: ids.exercises.length,
    labs: ids.labs.length,
    lessons: ids.lessons.length,
    notRun,
    interrupted,
    gradings,
    remembered,
    ms,
    proofs: reports
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, parts, ms }) => ({ exercise: id, ms, submissions: parts })),
  }
}

const mark = (found: Problem[], paint: Paint): string => (found.length === 0 ? paint('green', '✓') : paint('red', '✗'))
