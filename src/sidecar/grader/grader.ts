/**
 * Grading for the sidecar and the command line: one grader process, started now, replaced when it dies.
 * An `error` is ours alone, so it is tried once more before anybody is told.
 */
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { LABS, loadExercise } from '../../course/load.ts'
import type { Tier } from '../../protocol/lab.ts'
import type { ProcessOptions } from './messages.ts'
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
  /** Contains by util-linux alone even where bubblewrap is installed. */
  withoutBubblewrap?: boolean
}

export type OpenedGrader = Grader & {
  /** Settles when the first grading would not have to wait; rejects with GraderProcessError. */
  readonly ready: Promise<Tier>
  /** Why the tier is reduced although that was not asked for; null otherwise. */
  readonly reason: string | null
}

export function openGrader(options: GraderOptions = {}): OpenedGrader {
  return new ProcessGrader(options)
}

class ProcessGrader implements OpenedGrader {
  readonly ready: Promise<Tier>
  reason: string | null = null
  readonly #options: Omit<ProcessOptions, 'tier'>
  #tier: 'full' | 'reduced'
  #mayReduce: boolean
  #process: Promise<GraderProcess>

  constructor({ labs = LABS, slots = defaultSlots(), spare = slots + 1, force, withoutBubblewrap }: GraderOptions) {
    this.#options = { labs, slots, spare, withoutBubblewrap }
    this.#tier = force === 'reduced' || process.platform !== 'linux' ? 'reduced' : 'full'
    this.#mayReduce = force === undefined
    this.#process = this.#start()
    this.#process.catch(() => {})
    this.ready = this.#process.then((started) => started.ready)
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
        const verdict = await (await this.#living()).grade(seeded, signal)
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
    const process = await this.#process.catch(() => undefined)
    await process?.close()
  }

  async #living(): Promise<GraderProcess> {
    const process = await this.#process.catch(() => undefined)
    if (process && !process.ended) return process
    this.#process = this.#start()
    return this.#process
  }

  /** A process that is ready. Where programs cannot be contained, for good one without namespaces. */
  async #start(): Promise<GraderProcess> {
    try {
      return await this.#startAt(this.#tier)
    } catch (error) {
      const refused = error instanceof GraderProcessError && error.code.startsWith('SANDBOX_')
      if (!refused || !this.#mayReduce || this.#tier === 'reduced') throw error
      this.#tier = 'reduced'
      this.reason = error.message
      return this.#startAt('reduced')
    }
  }

  async #startAt(tier: 'full' | 'reduced'): Promise<GraderProcess> {
    const process = new GraderProcess({ ...this.#options, tier })
    await process.ready
    return process
  }
}

function defaultSlots(): number {
  return Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2)))
}
