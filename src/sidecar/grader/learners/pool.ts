/** Keeps some learners' processes started and waiting, so that a grading does not wait for one to start. */
import type { Limits } from '../../limits.ts'
import { GRADER_LIMITS, SUBMISSION_LIMITS } from '../limits.ts'
import type { LearnerHouse, LearnerProcess, WireEnd } from './types.ts'

/** Kept of what a process says that does not start. */
const SAID_TEXT = 400

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
  async take(overrides: Partial<Limits> = {}, end?: WireEnd): Promise<LearnerProcess> {
    // Those that wait have the usual limits, and no wire.
    const special = Object.keys(overrides).length > 0 || end !== undefined
    const next = special ? undefined : this.#waiting.shift()
    return next ?? this.#fork({ ...SUBMISSION_LIMITS, ...overrides }, end)
  }

  /** Called when a verdict is out or a grading needs more of them: starting one takes the processor from others. */
  refill(): void {
    if (this.#closed) return
    while (this.#waiting.length < this.#spare) {
      const process = this.#fork(SUBMISSION_LIMITS)
      // Told to whoever takes it.
      process.catch(() => {})
      this.#waiting.push(process)
    }
  }

  /** Resolves when it waits at its channel: the time a start takes is never the learner's. */
  async #fork(limits: Limits, end?: WireEnd): Promise<LearnerProcess> {
    const process = await this.#house.fork(limits, end)
    let said = ''
    process.onOutput((_stream, text) => {
      said = (said + text).slice(0, SAID_TEXT)
    })
    const ready = new Promise<boolean>((resolve) => {
      // Nothing of a learner is in it yet: its first bytes are its own greeting, and all it says.
      process.channel.once('data', () => {
        process.channel.pause()
        resolve(true)
      })
      void process.exited.then(() => resolve(false))
    })
    const late = setTimeout(() => void process.kill(), GRADER_LIMITS.startMs)
    const started = await ready
    clearTimeout(late)
    if (started) return process
    await process.kill()
    throw new Error(`a learner's process did not start: ${said.trim()}`)
  }

  async close(): Promise<void> {
    this.#closed = true
    const waiting = await Promise.allSettled(this.#waiting)
    await Promise.all(waiting.map((process) => (process.status === 'fulfilled' ? process.value.kill() : undefined)))
    await this.#house.close()
  }
}
