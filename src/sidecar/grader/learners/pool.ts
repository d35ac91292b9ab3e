/** Keeps some learners' processes started and waiting, so that a grading does not wait for one to start. */
import type { Limits } from '../../limits.ts'
import { SUBMISSION_LIMITS } from '../limits.ts'
import type { LearnerHouse, LearnerProcess } from './types.ts'

export class LearnerPool {
  readonly #house: LearnerHouse
  readonly #spare: number
  #waiting: Promise<LearnerProcess>[] = []
  #closed = false

  constructor(house: LearnerHouse, spare: number) {
    this.#house = house
    this.#spare = spare
    this.refill()
  }

  /** A process for this grading alone; whoever takes it kills it. */
  async take(overrides: Partial<Limits> = {}): Promise<LearnerProcess> {
    // Those that wait have the usual limits.
    const special = Object.keys(overrides).length > 0
    const next = special ? undefined : this.#waiting.shift()
    return next ?? this.#house.fork({ ...SUBMISSION_LIMITS, ...overrides })
  }

  /** Called when a verdict is out or a grading needs more of them: starting one takes the processor from others. */
  refill(): void {
    if (this.#closed) return
    while (this.#waiting.length < this.#spare) {
      const process = this.#house.fork(SUBMISSION_LIMITS)
      // Told to whoever takes it.
      process.catch(() => {})
      this.#waiting.push(process)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const waiting = await Promise.allSettled(this.#waiting)
    await Promise.all(waiting.map((process) => (process.status === 'fulfilled' ? process.value.kill() : undefined)))
    await this.#house.close()
  }
}
