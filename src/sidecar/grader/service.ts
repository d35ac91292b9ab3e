/** The grader's work, inside its own process: strips, runs the spec against contained processes, judges. */
import { randomInt, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { seatOf } from '../../course/exercise-network.ts'
import { type Files, type LoadedExercise, loadExercise } from '../../course/load.ts'
import { LearnerPool } from './learners/pool.ts'
import type { LearnerHouse } from './learners/types.ts'
import { GRADER_LIMITS } from './limits.ts'
import { Attachment } from './slot/attachment.ts'
import type { Job } from './slot/control.ts'
import type { Slot } from './slot/slot.ts'
import { Slots } from './slot/slots.ts'
import { Stripper } from './strip/stripper.ts'
import { type Problem, submissionFiles, syntaxProblem } from './submission.ts'
import type { GradeRequest, Verdict } from './types.ts'
import { judge, untested } from './verdict.ts'
import { versionsOf } from './versions.ts'

/** Name under which the exercise's driver is stripped beside the submission; no submission's file can have it. */
const DRIVER_NAME = '../driver.ts'

export type ServiceOptions = {
  labs: string
  slots: number
  spare: number
  house: LearnerHouse
  /** Called when nothing can be graded any more. */
  failed(error: Error): void
}

type Result = Omit<Verdict, 'version' | 'job' | 'exercise' | 'seed' | 'provenance' | 'versions' | 'ms'>

export class GraderService {
  readonly #labs: string
  readonly #packages: string | null
  readonly #pool: LearnerPool
  readonly #stripper: Stripper
  readonly #slots: Slots
  /** Learners' processes of gradings that are over, on their way out. */
  readonly #ending = new Set<Promise<void>>()

  private constructor({ labs, house }: ServiceOptions, pool: LearnerPool, stripper: Stripper, slots: Slots) {
    this.#labs = labs
    this.#packages = house.packages
    this.#pool = pool
    this.#stripper = stripper
    this.#slots = slots
  }

  static async open(options: ServiceOptions): Promise<GraderService> {
    const stripper = new Stripper()
    const pool = new LearnerPool(options.house, options.spare)
    const slots = await Slots.open(options.slots, options.failed)
    return new GraderService(options, pool, stripper, slots)
  }

  /** Throws CourseError for an unknown or invalid exercise; everything else is a verdict. */
  async grade(request: GradeRequest, job: string = randomUUID(), signal?: AbortSignal): Promise<Verdict> {
    const began = performance.now()
    const loaded = loadExercise(request.exercise, this.#labs)
    const seed = request.seed ?? randomInt(2 ** 31)
    const result = await this.#result(loaded, request, seed, signal)
    return {
      version: 1,
      job,
      exercise: request.exercise,
      ...result,
      seed,
      provenance: 'practice',
      versions: versionsOf(loaded),
      ms: Math.round((performance.now() - began) * 10) / 10,
    }
  }

  /** Kills what runs. The slots end with their process. */
  async close(): Promise<void> {
    this.#stripper.close()
    await Promise.all([this.#pool.close(), ...this.#ending])
  }

  async #result(loaded: LoadedExercise, request: GradeRequest, seed: number, signal?: AbortSignal): Promise<Result> {
    const { exercise } = loaded
    const { locale } = request
    const submission = submissionFiles(loaded, request.files, locale)
    if ('problem' in submission) return notRun(loaded, request, submission.problem)
    const driver: Files = loaded.driverFile === null ? {} : { [DRIVER_NAME]: readFileSync(loaded.driverFile, 'utf8') }
    const stripped = await this.#stripper.strip({ ...driver, ...submission.files })
    if ('syntax' in stripped && stripped.syntax.file === DRIVER_NAME)
      throw new Error(`${loaded.driverFile}: ${stripped.syntax.message}`)
    if (!('files' in stripped)) {
      const syntax = 'syntax' in stripped ? stripped.syntax : undefined
      return notRun(loaded, request, syntaxProblem(syntax, locale, submission.files))
    }
    const { [DRIVER_NAME]: driverCode = null, ...files } = stripped.files
    const load = { files, entry: exercise.files[0] as string, driver: driverCode, packages: this.#packages }
    return this.#slots.with(async (slot) => {
      const prepared = { load, source: submission.files }
      const first = await this.#run(slot, loaded, request, prepared, seed, signal)
      if (!first.vanished) return first.result
      // If it happens again it is the submission's own doing.
      return (await this.#run(slot, loaded, request, prepared, seed, signal)).result
    })
  }

  async #run(
    slot: Slot,
    { exercise, specFile }: LoadedExercise,
    { locale, only, reveal }: GradeRequest,
    { load, source }: { load: Job['load']; source: Files },
    seed: number,
    signal?: AbortSignal,
  ): Promise<{ result: Result; vanished: boolean }> {
    await slot.free()
    const id = randomUUID()
    const { wallSeconds, ...limits } = exercise.limits ?? {}
    const { capture } = exercise
    const place = seatOf(exercise)
    const seat = place && { ...place, capture }
    const tests = Object.keys(exercise.tests)
    const wanted = tests.filter((test) => only?.includes(test) ?? true)
    // Servers and clients get a new one for each test.
    const expected = exercise.kind === 'function' ? 1 : wanted.length
    const attachment = new Attachment({ job: id, pool: this.#pool, limits, expected, seat, capture, post: slot.post })
    // Nobody waits for it any more: its time is up.
    const stop = () => attachment.wall()
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop)
    try {
      const callMs = exercise.callMs ?? GRADER_LIMITS.callMs
      const job: Job = {
        id,
        seed,
        locale,
        kind: exercise.kind,
        capture,
        tests,
        hidden: tests.filter((test) => exercise.tests[test]?.visibility === 'hidden' && !reveal),
        wanted,
        callMs,
        playMs: exercise.playMs ?? callMs,
        learner: await attachment.take(),
        load,
      }
      const wallMs = wallSeconds === undefined ? GRADER_LIMITS.wallMs : wallSeconds * 1_000
      const run = await slot.run(specFile, job, attachment, wallMs)
      const judged = judge(exercise, job, run, attachment.loadProblem, source)
      const vanished = judged.verdict === 'fail' && !signal?.aborted && (await attachment.vanished())
      return { result: { ...judged, printed: attachment.printed }, vanished }
    } finally {
      signal?.removeEventListener('abort', stop)
      // The verdict is told first: each lives in namespaces of its own, and nothing of it is used again.
      setImmediate(() => {
        const ended = attachment.end().finally(() => this.#ending.delete(ended))
        this.#ending.add(ended)
        this.#pool.refill()
      })
    }
  }
}

/** The learner's own result, although no test ran. */
function notRun({ exercise }: LoadedExercise, { locale }: GradeRequest, problem: Problem) {
  const tests = untested(exercise, locale)
  const maxPoints = tests.reduce((sum, test) => sum + test.maxPoints, 0)
  return { verdict: 'fail' as const, points: 0, maxPoints, tests, problem, printed: '' }
}
