/** One check of a course, or of some of it: what was found, as far as it came. Prints nothing but through `tell`. */
import { CourseError, loadExercise } from '../../course/load.ts'
import type { Locale } from '../../course/schema.ts'
import { type OpenedGrader, openGrader } from '../../sidecar/grader/grader.ts'
import { openSandbox } from '../../sidecar/sandbox/open.ts'
import type { Sandbox } from '../../sidecar/sandbox/types.ts'
import { inTurns } from '../in-turns.ts'
import { NO_PROOFS, openProofs, proofsOfOneRun } from './cache.ts'
import { type Course, type Ids, shownPath } from './course.ts'
import { checkTexts } from './exercise-texts.ts'
import {
  checkExercise,
  MUTANT_LIVES,
  MUTANT_UNSTEADY,
  type Part,
  type ProveOptions,
  RIGHT_FAILS,
  RIGHT_UNSTEADY,
} from './exercises.ts'
import { engineFingerprint } from './fingerprint.ts'
import { LAB_DIFFERS, type LabHow, readLab, runsAsPromised } from './labs.ts'
import { checkAgreement, checkLessons, statementsOf } from './lessons.ts'
import { missingLessons } from './parity.ts'
import { placeholders } from './placeholders.ts'
import { addFindings, type Findings, noFindings, type Problem } from './problem.ts'
import { Prover } from './prover.ts'
import { checkSharedTypography } from './typography/typography.ts'

export type CheckOptions = ProveOptions & {
  course: Course
  ids: Ids
  /** Everything, so that what should be there and is not can be told. */
  whole: boolean
  locales: readonly Locale[]
  cache: boolean
  /** Gradings at the same time, and half as many labs: those compute more of their time. */
  atOnce: number
  signal: AbortSignal
  tell(event: CheckEvent): void
}

export type ExerciseReport = { id: string; parts: Part[]; problems: Problem[]; warnings: Problem[]; ms: number }
export type CheckEvent =
  | { type: 'lessons'; count: number; problems: Problem[] }
  | { type: 'lab'; id: string; problems: Problem[]; how: LabHow; done: number; all: number }
  | { type: 'exercise'; report: ExerciseReport; done: number; all: number }
  | { type: 'grading'; answered: number; asked: number; exercise: string }

export type CheckResult = Findings & {
  reports: ExerciseReport[]
  gradings: number
  remembered: number
  notRun: string[]
  interrupted: boolean
}

/** Slots for a single exercise. */
export const SLOTS_FOR_ONE = 2

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
  if (whole) {
    lessons.push(...missingLessons(course, locales), ...checkAgreement(course))
    if (locales.includes('zh-cn')) lessons.push(...unlike(lessons, checkSharedTypography(course)))
  }
  result.problems.push(...lessons)
  tell({ type: 'lessons', count: ids.lessons.length, problems: lessons })
  try {
    const exercises = ids.exercises.length > 0 ? checkExercises(options, result) : Promise.resolve()
    const labs = ids.labs.length > 0 ? checkLabs(options, result, exercises) : Promise.resolve()
    const ended = await Promise.allSettled([exercises, labs])
    for (const one of ended) if (one.status === 'rejected') throw one.reason
  } catch (error) {
    if (!signal.aborted) throw error
  }
  result.interrupted = signal.aborted
  return result
}

/** `quiet`: settles when nothing else is done; what differed before is run once more then. */
async function checkLabs(
  { course, ids, cache, atOnce, signal, tell }: CheckOptions,
  result: CheckResult,
  quiet: Promise<void>,
) {
  const proofs = cache ? openProofs() : NO_PROOFS
  const engine = cache ? engineFingerprint() : ''
  // Opened for the first lab that has to run.
  let opened: Promise<Sandbox> | undefined
  const sandbox = () => {
    opened ??= openSandbox()
    return opened
  }
  let done = 0
  const report = (id: string, { problems, how }: Checked) => {
    result.problems.push(...problems)
    done += 1
    tell({ type: 'lab', id, problems, how, done, all: ids.labs.length })
  }
  const differing = new Map<string, Checked>()
  try {
    await inTurns(ids.labs, Math.ceil(atOnce / 2), async (id) => {
      if (signal.aborted) return
      const checked = await checkLab(id)
      if (differs(checked)) differing.set(id, checked)
      else report(id, checked)
    })
    if (differing.size > 0) await quiet.catch(() => {})
    for (const [id, first] of differing) {
      if (signal.aborted) break
      const again = await checkLab(id)
      report(id, again)
      if (!differs(again)) result.warnings.push(...first.problems.filter(isDifference).map(unsteady))
    }
    const { tier, reason } = (await opened) ?? {}
    if (tier === 'reduced') result.notRun.push(`labs: ${reason}`)
  } finally {
    await (await opened)?.close()
  }

  async function checkLab(id: string): Promise<Checked> {
    try {
      const { lab, problems } = readLab(course, id)
      const run = await runsAsPromised(sandbox, lab, { proofs, engine, signal })
      return { problems: [...problems, ...run.problems], how: run.how }
    } catch (error) {
      return { problems: [courseFault(error, `${shownPath(course.labs)}/${id}`)], how: 'not run' }
    }
  }
}

type Checked = { problems: Problem[]; how: LabHow }

const isDifference = ({ code }: Problem): boolean => code === LAB_DIFFERS
const differs = ({ problems }: Checked): boolean => problems.some(isDifference)
const unsteady = ({ where, message }: Problem): Problem => ({
  code: 'LAB_UNSTEADY',
  where,
  message: `shows what it promises only when it is run again, alone: ${message}`,
})

async function checkExercises(options: CheckOptions, result: CheckResult): Promise<void> {
  const { course, ids, cache, signal, tell } = options
  // What a slot costs to open is more than it gains a single exercise.
  const atOnce = ids.exercises.length === 1 ? Math.min(options.atOnce, SLOTS_FOR_ONE) : options.atOnce
  let opened: OpenedGrader | undefined
  const prover = new Prover({
    grader: () => {
      opened ??= openGrader({ slots: atOnce, labs: course.labs })
      return opened
    },
    // What held is not asked again in the same run either.
    proofs: cache ? openProofs() : proofsOfOneRun(),
    engine: cache ? engineFingerprint() : '',
    atOnce,
    signal,
    onAnswer: (progress) => tell({ type: 'grading', ...progress }),
  })
  let done = 0
  const show = (report: ExerciseReport) => {
    result.reports.push(report)
    result.problems.push(...report.problems)
    result.warnings.push(...report.warnings)
    done += 1
    tell({ type: 'exercise', report, done, all: ids.exercises.length })
  }
  const doubtful: ExerciseReport[] = []
  try {
    // As many exercises as gradings: while one waits for its last mutant, the next one's gradings fill the slots.
    await inTurns(longestFirst(ids.exercises, course), atOnce, async (id) => {
      if (signal.aborted) return
      const report = await reportOn(prover, course, id, options)
      if (report.problems.some(isDoubtful)) doubtful.push(report)
      else show(report)
    })
    for (const first of doubtful) {
      if (signal.aborted) break
      show(secondLook(first, await reportOn(prover, course, first.id, options)))
    }
  } finally {
    result.gradings = prover.gradings
    result.remembered = prover.remembered
    await opened?.close()
  }
}

/** What may be a matter of time, as deadlines pass on a busy machine: what it is called when it is not so again, and said. */
const DOUBTFUL: Record<string, { code: string; only: string }> = {
  [RIGHT_FAILS]: { code: RIGHT_UNSTEADY, only: 'passes' },
  [MUTANT_LIVES]: { code: MUTANT_UNSTEADY, only: 'is caught' },
}
const isDoubtful = ({ code }: Problem): boolean => code in DOUBTFUL

/** What is told of an exercise that was proved again, alone: what was wrong only at first is a warning. Pure. */
export function secondLook(first: ExerciseReport, again: ExerciseReport): ExerciseReport {
  const still = new Set(again.problems.filter(isDoubtful).map(({ where }) => where))
  const settled = first.problems.filter((problem) => isDoubtful(problem) && !still.has(problem.where))
  const warnings = settled.map(({ code, where, message }) => ({
    code: DOUBTFUL[code]!.code,
    where,
    message: `${DOUBTFUL[code]!.only} only when it is proved again, with no other exercise: ${message}`,
  }))
  return { ...again, ms: first.ms + again.ms, warnings: [...again.warnings, ...warnings] }
}

/** So that no long one is left for the end, when nothing else fills the slots. */
function longestFirst(ids: readonly string[], { labs }: Course): string[] {
  const weights = new Map(ids.map((id) => [id, weightOf(id, labs)]))
  return ids.toSorted((a, b) => weights.get(b)! - weights.get(a)!)
}

/** Learners' processes that a right submission needs: programs get a new one for each test. */
function weightOf(id: string, labs: string): number {
  try {
    const { exercise } = loadExercise(id, labs)
    return exercise.kind === 'function' ? 1 : Object.keys(exercise.tests).length
  } catch {
    // What is wrong with it is told when its turn comes.
    return 0
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

/** Those that are not told already: a figure is read with each lesson that shows it, and once with all others. */
function unlike(known: readonly Problem[], found: Problem[]): Problem[] {
  return found.filter(({ where, message }) => !known.some((one) => one.where === where && one.message === message))
}

/** A file of the course that is wrong. Throws everything else. */
function courseFault(error: unknown, where: string): Problem {
  if (error instanceof CourseError) return { code: error.code, where, message: error.message }
  throw error
}
