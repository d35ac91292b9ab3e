/** Asks the grader, some gradings at a time, and remembers what held. */
import type { Files, LoadedExercise } from '../../course/load.ts'
import type { Grader } from '../../sidecar/grader/types.ts'
import type { Proofs } from './cache.ts'
import { digestOf, exerciseFingerprint } from './fingerprint.ts'
import { type Outcome, outcomeOf } from './outcome.ts'

export type Question = {
  files: Files
  seed: number
  /** The only tests to run. */
  only?: string[]
  /** Does this outcome prove what was to be proved? Only then it is kept. */
  holds(outcome: Outcome): boolean
}

export type ProverOptions = {
  /** Called with the first question whose answer is not known; whoever opens it closes it. */
  grader(): Grader
  proofs: Proofs
  /** engineFingerprint() */
  engine: string
  /** Gradings at the same time; more wait. */
  atOnce: number
  signal: AbortSignal
  /** Called after each answer. */
  onAnswer?(progress: { asked: number; answered: number; exercise: string }): void
}

export class Prover {
  gradings = 0
  remembered = 0
  readonly #options: ProverOptions
  readonly #waiting: (() => void)[] = []
  #free: number
  #asked = 0
  #answered = 0

  constructor(options: ProverOptions) {
    this.#options = options
    this.#free = options.atOnce
  }

  /** An exercise as it is on disk now. */
  of(loaded: LoadedExercise): (question: Question) => Promise<Outcome> {
    const fingerprint = exerciseFingerprint(loaded)
    return (question) => this.#ask(loaded, fingerprint, question)
  }

  /** Rejects with the signal's reason. */
  async #ask({ id }: LoadedExercise, fingerprint: string, { files, seed, only, holds }: Question): Promise<Outcome> {
    const { grader, proofs, engine, signal, onAnswer } = this.#options
    const key = digestOf(engine, fingerprint, files, `${seed}`, only?.join(',') ?? '*')
    this.#asked += 1
    let outcome = proofs.get<Outcome>(key)
    if (outcome !== undefined) this.remembered += 1
    else {
      await this.#turn()
      try {
        signal.throwIfAborted()
        const request = { exercise: id, files, seed, locale: 'en' as const, reveal: true, ...(only ? { only } : {}) }
        outcome = outcomeOf(await grader().grade(request, signal))
        this.gradings += 1
      } finally {
        this.#free += 1
        this.#waiting.shift()?.()
      }
      if (holds(outcome)) proofs.keep(key, outcome)
    }
    this.#answered += 1
    onAnswer?.({ asked: this.#asked, answered: this.#answered, exercise: id })
    return outcome
  }

  async #turn(): Promise<void> {
    while (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#free -= 1
  }
}
