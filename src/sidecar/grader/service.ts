/** The grader's work, inside its own process: strips, runs the spec against contained processes, judges. */
import { randomInt, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Files, type LoadedExercise, loadExercise } from '../../course/load.ts'
import { LearnerPool } from './learners/pool.ts'
import type { LearnerHouse } from './learners/types.ts'
import { GRADER_LIMITS } from './limits.ts'
import { Attachment } from './slot/attachment.ts'
import type { Job } from './slot/control.ts'
import { Slot } from './slot/slot.ts'
import { Stripper } from './strip/stripper.ts'
import { type Problem, submissionFiles, syntaxProblem } from './submission.ts'
import type { GradeRequest, Verdict } from './types.ts'
import { judge, untested } from './verdict.ts'

/** Name under which the exercise's driver is stripped beside the submission; no submission's file can have it. */
const DRIVER_NAME = '../driver.ts'

export type ServiceOptions = { labs: string; slots: number; spare: number; house: LearnerHouse; scratch: string }

export class GraderService {
  readonly #labs: string
  readonly #packages: string | null
  readonly #pool: LearnerPool
  readonly #stripper = new Stripper()
  readonly #free: Slot[]
  readonly #waiting: ((slot: Slot) => void)[] = []
  /** Learners' processes of gradings that are over, on their way out. */
  readonly #ending = new Set<Promise<void>>()

  private constructor({ labs, spare, house }: ServiceOptions, slots: Slot[]) {
    this.#labs = labs
    this.#packages = house.packages
    this.#free = slots
    this.#pool = new LearnerPool(house, spare)
  }

  static async open(options: ServiceOptions): Promise<GraderService> {
    const slots = await Promise.all(Array.from({ length: options.slots }, () => Slot.open(options.scratch)))
    return new GraderService(options, slots)
  }

  /** Throws CourseError for an unknown or invalid exercise; everything else is a verdict. */
  async grade(request: GradeRequest, signal?: AbortSignal): Promise<Verdict> {
    const began = performance.now()
    const loaded = loadExercise(request.exercise, this.#labs)
    const seed = request.seed ?? randomInt(2 ** 31)
    const slot = await this.#slot()
    try {
      const judged = await this.#graded(slot, loaded, request, seed, signal)
      return {
        version: 1,
        exercise: request.exercise,
        ...judged,
        seed,
        provenance: 'practice',
        ms: Math.round((performance.now() - began) * 10) / 10,
      }
    } finally {
      this.#release(slot)
      this.#pool.refill()
    }
  }

  async close(): Promise<void> {
    this.#stripper.close()
    await Promise.all([this.#pool.close(), ...this.#ending])
    await Promise.all(this.#free.map((slot) => slot.close()))
  }

  async #graded(slot: Slot, loaded: LoadedExercise, request: GradeRequest, seed: number, signal?: AbortSignal) {
    const { exercise } = loaded
    const { locale } = request
    const submission = submissionFiles(loaded, request.files, locale)
    if ('problem' in submission) return notRun(loaded, request, submission.problem)
    const driver: Files = loaded.driverFile === null ? {} : { [DRIVER_NAME]: readFileSync(loaded.driverFile, 'utf8') }
    const stripped = await this.#stripper.strip({ ...driver, ...submission.files })
    if ('syntax' in stripped && stripped.syntax.file === DRIVER_NAME)
      throw new Error(`${loaded.driverFile}: ${stripped.syntax.message}`)
    if (!('files' in stripped)) {
      return notRun(loaded, request, syntaxProblem('syntax' in stripped ? stripped.syntax : undefined, locale))
    }
    const { [DRIVER_NAME]: driverCode = null, ...files } = stripped.files
    const id = randomUUID()
    const { wallSeconds, ...limits } = exercise.limits ?? {}
    const prefetch = exercise.kind !== 'function'
    const end = exercise.wire ? (exercise.kind === 'server' ? 'server' : 'client') : undefined
    const attachment = new Attachment({ job: id, pool: this.#pool, limits, prefetch, end, post: slot.post })
    // Nobody waits for it any more: its time is up.
    const stop = () => attachment.wall()
    signal?.addEventListener('abort', stop)
    try {
      const job: Job = {
        id,
        seed,
        locale,
        kind: exercise.kind,
        tests: Object.keys(exercise.tests),
        callMs: exercise.callMs ?? GRADER_LIMITS.callMs,
        playMs: exercise.playMs ?? exercise.callMs ?? GRADER_LIMITS.callMs,
        learner: await attachment.take(),
        load: { files, entry: exercise.files[0] as string, driver: driverCode, packages: this.#packages },
      }
      const wallMs = wallSeconds === undefined ? GRADER_LIMITS.wallMs : wallSeconds * 1_000
      const run = await slot.run(loaded.specFile, job, attachment, wallMs)
      return { ...judge(exercise, job, run, attachment.loadProblem), printed: attachment.printed }
    } finally {
      signal?.removeEventListener('abort', stop)
      // Killed now, buried later: each lives in namespaces of its own, so the verdict need not wait for their end.
      const ended = attachment.end().finally(() => this.#ending.delete(ended))
      this.#ending.add(ended)
    }
  }

  #slot(): Promise<Slot> {
    const slot = this.#free.shift()
    return slot ? Promise.resolve(slot) : new Promise((resolve) => this.#waiting.push(resolve))
  }

  #release(slot: Slot): void {
    const next = this.#waiting.shift()
    if (next) next(slot)
    else this.#free.push(slot)
  }
}

/** The learner's own result, although no test ran. */
function notRun({ exercise }: LoadedExercise, { locale }: GradeRequest, problem: Problem) {
  const tests = untested(exercise, locale)
  const maxPoints = tests.reduce((sum, test) => sum + test.maxPoints, 0)
  return { verdict: 'fail' as const, points: 0, maxPoints, tests, problem, printed: '' }
}
