/** One check of a course, or of some of it: what was found, as far as it came. Prints nothing but through `tell`. */
import { CourseError, loadExercise } from '../../course/load.ts'
import type { Locale } from '../../course/schema.ts'
import { openGrader } from '../../sidecar/grader/grader.ts'
import { openSandbox } from '../../sidecar/sandbox/open.ts'
import { inTurns } from '../in-turns.ts'
import { NO_PROOFS, openProofs } from './cache.ts'
import { type Course, type Ids, shownPath } from './course.ts'
import { checkTexts } from './exercise-texts.ts'
import { checkExercise, type Part, type ProveOptions } from './exercises.ts'
import { engineFingerprint } from './fingerprint.ts'
import { readLab, runsAsPromised } from './labs.ts'
import { checkAgreement, checkLessons, statementsOf } from './lessons.ts'
import { missingLessons } from './parity.ts'
import { placeholders } from './placeholders.ts'
import { addFindings, type Findings, noFindings, type Problem } from './problem.ts'
import { Prover } from './prover.ts'

export type CheckOptions = ProveOptions & {
  course: Course
  ids: Ids
  /** Everything, so that what should be there and is not can be told. */
  whole: boolean
  locales: readonly Locale[]
  cache: boolean
  /** Gradings, and labs, at the same time. */
  atOnce: number
  signal: AbortSignal
  tell(event: CheckEvent): void
}

export type ExerciseReport = { id: string; parts: Part[]; problems: Problem[]; warnings: Problem[]; ms: number }
export type CheckEvent =
  | { type: 'lessons'; count: number; problems: Problem[] }
  | { type: 'lab'; id: string; problems: Problem[]; remembered: boolean; done: number; all: number }
  | { type: 'exercise'; report: ExerciseReport; done: number; all: number }
  | { type: 'grading'; answered: number; asked: number; exercise: string }

export type CheckResult = Findings & {
  reports: ExerciseReport[]
  gradings: number
  remembered: number
  notRun: string[]
  interrupted: boolean
}

export async function check(options: CheckOptions): Promise<CheckResult> {
  const { course, ids, whole, locales, signal, tell } = options
  const result: CheckResult = {
    ...noFindings(),
    reports: [],
    gradings: 0,
    remembered: 0,
    notRun: [],
    interrupted: false,
  }
  const lessons = checkLessons(course, ids.lessons, locales)
  if (whole) lessons.push(...missingLessons(course, locales), ...checkAgreement(course))
  result.problems.push(...lessons)
  tell({ type: 'lessons', count: ids.lessons.length, problems: lessons })
  try {
    if (ids.labs.length > 0) await checkLabs(options, result)
    if (ids.exercises.length > 0) await checkExercises(options, result)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  result.interrupted = signal.aborted
  return result
}

async function checkLabs({ course, ids, cache, atOnce, signal, tell }: CheckOptions, result: CheckResult): Promise<void> {
  const sandbox = await openSandbox()
  try {
    if (sandbox.tier === 'reduced') result.notRun.push(`labs: ${sandbox.reason}`)
    const proofs = cache ? openProofs() : NO_PROOFS
    const engine = cache ? engineFingerprint(sandbox.tier) : ''
    let done = 0
    await inTurns(ids.labs, atOnce, async (id) => {
      if (signal.aborted) return
      const problems: Problem[] = []
      let remembered = false
      try {
        const { lab, problems: words } = readLab(course, id)
        problems.push(...words)
        if (sandbox.tier !== 'reduced') {
          const run = await runsAsPromised(sandbox, lab, { proofs, engine, signal })
          problems.push(...run.problems)
          remembered = run.remembered
        }
      } catch (error) {
        problems.push(courseFault(error, `${shownPath(course.labs)}/${id}`))
      }
      result.problems.push(...problems)
      done += 1
      tell({ type: 'lab', id, problems, remembered, done, all: ids.labs.length })
    })
  } finally {
    await sandbox.close()
  }
}

async function checkExercises(options: CheckOptions, result: CheckResult): Promise<void> {
  const { course, ids, cache, atOnce, signal, tell } = options
  const grader = openGrader({ slots: atOnce, labs: course.labs })
  try {
    const tier = await grader.ready
    const prover = new Prover({
      grader,
      proofs: cache ? openProofs() : NO_PROOFS,
      engine: cache ? engineFingerprint(tier) : '',
      atOnce,
      signal,
      onAnswer: (progress) => tell({ type: 'grading', ...progress }),
    })
    let done = 0
    // As many exercises as gradings: while one waits for its last mutant, the next one's gradings fill the slots.
    await inTurns(ids.exercises, atOnce, async (id) => {
      if (signal.aborted) return
      const report = await reportOn(prover, course, id, options)
      result.reports.push(report)
      result.problems.push(...report.problems)
      result.warnings.push(...report.warnings)
      result.gradings = prover.gradings
      result.remembered = prover.remembered
      done += 1
      tell({ type: 'exercise', report, done, all: ids.exercises.length })
    })
  } finally {
    await grader.close()
  }
}

/** Rejects with the signal's reason; faults of the course's own files are findings. */
export async function reportOn(
  prover: Prover,
  course: Course,
  id: string,
  options: ProveOptions,
): Promise<ExerciseReport> {
  const began = performance.now()
  const findings = noFindings()
  let parts: Part[] = []
  try {
    const loaded = loadExercise(id, course.labs)
    findings.problems.push(...placeholders(loaded.folder))
    addFindings(findings, checkTexts(loaded, statementsOf(course, id)))
    const proved = await checkExercise(prover, loaded, options)
    parts = proved.parts
    addFindings(findings, proved.findings)
  } catch (error) {
    findings.problems.push(courseFault(error, `${shownPath(course.labs)}/${id}`))
  }
  return { id, parts, ...findings, ms: Math.round(performance.now() - began) }
}

/** A file of the course that is wrong. Throws everything else. */
function courseFault(error: unknown, where: string): Problem {
  if (error instanceof CourseError) return { code: error.code, where, message: error.message }
  throw error
}

