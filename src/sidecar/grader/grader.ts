/**
 * Grading for the sidecar and the command line: one grader process, started now, replaced when it dies.
 * An `error` is ours alone, so it is tried once more before anybody is told.
 */
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { LABS, loadExercise } from '../../course/load.ts'
import type { Tier } from '../../protocol/lab.ts'
import { GraderProcess, GraderProcessError } from './process.ts'
import type { GradeRequest, Grader, Verdict } from './types.ts'
import { untested } from './verdict.ts'

export type GraderOptions = {
  /** Folder of exercises; the course's own by default. */
  labs?: string
  /** Gradings at the same time. Default: one for every two processors, at most two. */
  slots?: number
  /** Learners' processes kept waiting (about 20 MB each). Default: one more than slots. */
  spare?: number
  /** `reduced`: without namespaces even where they could be had. */
  force?: Tier
}

export type OpenedGrader = Grader & {
  /** Settles when the first grading would not have to wait; rejects with GraderProcessError. */
  readonly ready: Promise<Tier>
}

export function openGrader(options: GraderOptions = {}): OpenedGrader {
  return new ProcessGrader(options)
}

class ProcessGrader implements OpenedGrader {
  readonly ready: Promise<Tier>
  readonly #options: Required<Omit<GraderOptions, 'force'>> & Pick<GraderOptions, 'force'>
  #process: GraderProcess
  #closed = false

  constructor(options: GraderOptions) {
    const slots = options.slots ?? Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2)))
    this.#options = { labs: options.labs ?? LABS, slots, spare: options.spare ?? slots + 1, force: options.force }
    this.#process = this.#start()
    this.ready = this.#process.ready
    this.ready.catch(() => {})
  }

  /** Rejects with CourseError for an unknown or invalid exercise, and with the signal's reason. */
  async grade(request: GradeRequest, signal?: AbortSignal): Promise<Verdict> {
    signal?.throwIfAborted()
    const { exercise } = loadExercise(request.exercise, this.#options.labs)
    const seeded = { ...request, seed: request.seed ?? randomInt(2 ** 31) }
    const began = performance.now()
    let why = ''
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const verdict = await this.#living().grade(seeded, signal)
        if (verdict.verdict !== 'error' || attempt > 0) return verdict
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof GraderProcessError)) throw error
        why = error.message
      }
    }
    const tests = untested(exercise, request.locale)
    return {
      version: 1,
      exercise: request.exercise,
      verdict: 'error',
      points: 0,
      maxPoints: tests.reduce((sum, test) => sum + test.maxPoints, 0),
      seed: seeded.seed,
      provenance: 'practice',
      ms: Math.round(performance.now() - began),
      tests,
      problem: { code: 'GRADER_FAULT', message: why },
      printed: '',
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#process.close()
  }

  #living(): GraderProcess {
    if (this.#process.ended && !this.#closed) this.#process = this.#start()
    return this.#process
  }

  #start(): GraderProcess {
    const { labs, slots, spare, force } = this.#options
    return new GraderProcess({ labs, slots, spare, tier: force === 'reduced' ? 'reduced' : 'full' })
  }
}
