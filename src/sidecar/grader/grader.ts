/**
 * Grading for the sidecar and the command line: one grader process, started now, replaced when it dies.
 * An `error` is ours alone, so it is tried once more before anybody is told.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { LABS, loadExercise } from '../../course/load.ts'
import type { Tier } from '../../protocol/lab.ts'
import { type SidecarSentence, sidecarWords, told } from '../words/index.ts'
import { GRADER_LIMITS } from './limits.ts'
import type { ProcessOptions } from './messages.ts'
import { GraderProcess, GraderProcessError } from './process.ts'
import { machineSize, spareFor } from './size.ts'
import type { GradeRequest, Grader, Verdict } from './types.ts'
import { untested } from './verdict.ts'
import { versionsOf } from './versions.ts'

export type GraderOptions = {
  /** Folder of exercises; the course's own by default. */
  labs?: string
  /** Gradings at the same time. Default: by processors and memory (size.ts). */
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
  /** The same, to be told in any language. */
  readonly because: readonly SidecarSentence[]
}

export function openGrader(options: GraderOptions = {}): OpenedGrader {
  return new ProcessGrader(options)
}

class ProcessGrader implements OpenedGrader {
  readonly ready: Promise<Tier>
  reason: string | null = null
  because: readonly SidecarSentence[] = []
  readonly #options: Omit<ProcessOptions, 'tier'>
  #tier: 'full' | 'reduced'
  #mayReduce: boolean
  #process: Promise<GraderProcess>
  /** Started, perhaps not ready. */
  #latest: GraderProcess | undefined
  #closed = false

  constructor({
    labs = LABS,
    slots = machineSize().slots,
    spare = spareFor(slots),
    force,
    withoutBubblewrap,
  }: GraderOptions) {
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
    const loaded = loadExercise(request.exercise, this.#options.labs)
    const seeded = { ...request, seed: request.seed ?? randomInt(2 ** 31) }
    const job = randomUUID()
    const began = performance.now()
    let why: SidecarSentence[] = []
    for (let errors = 0, begins = 0; errors < 2 && begins < GRADER_LIMITS.begins; begins++) {
      if (this.#closed) throw new GraderProcessError('GRADER_CLOSED', ['graderClosed'])
      try {
        const verdict = await (await this.#living()).grade(seeded, job, signal)
        if (verdict.verdict !== 'error' || errors > 0) return verdict
        errors++
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof GraderProcessError)) throw error
        why = [['coded', error.code], error.told]
        // A process may have died of another's submission, or of nobody's; that is not this grading's error.
        if (error.code !== 'GRADER_ENDED') errors++
      }
    }
    const tests = untested(loaded.exercise, request.locale)
    return {
      version: 1,
      job,
      exercise: request.exercise,
      verdict: 'error',
      points: 0,
      maxPoints: tests.reduce((sum, test) => sum + test.maxPoints, 0),
      seed: seeded.seed,
      provenance: 'practice',
      versions: versionsOf(loaded),
      ms: Math.round(performance.now() - began),
      tests,
      problem: { code: 'GRADER_FAULT', message: told(await sidecarWords(request.locale), ...why) },
      printed: '',
    }
  }

  /** What is being graded is given up: it rejects with GRADER_CLOSED. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#latest?.close()
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
      this.because = [['coded', error.code], error.told]
      return this.#startAt('reduced')
    }
  }

  async #startAt(tier: 'full' | 'reduced'): Promise<GraderProcess> {
    if (this.#closed) throw new GraderProcessError('GRADER_CLOSED', ['graderClosed'])
    const process = new GraderProcess({ ...this.#options, tier })
    this.#latest = process
    await process.ready
    // What worked once is not given up because a process was killed.
    this.#mayReduce = false
    return process
  }
}
