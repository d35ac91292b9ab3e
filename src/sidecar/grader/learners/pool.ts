/** Keeps some learners' processes started and waiting, so that a grading does not wait for one to start. */
import type { Limits } from '../../limits.ts'
import { GRADER_LIMITS, SUBMISSION_LIMITS } from '../limits.ts'
import type { LearnerHouse, LearnerProcess, Seat } from './types.ts'

/** Kept of what a process says that does not start. */
const SAID_TEXT = 400

export class LearnerPool {
  readonly #house: LearnerHouse
  readonly #spare: number
  #waiting: Promise<LearnerProcess>[] = []
  #refilling = false
  #closed = false

  constructor(house: LearnerHouse, spare: number) {
    this.#house = house
    this.#spare = spare
    this.refill()
  }

  /** A process for this grading alone; whoever takes it kills it. */
  async take(overrides: Partial<Limits> = {}, seat?: Seat): Promise<LearnerProcess> {
    while (this.keeps(overrides, seat)) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      const process = await next.catch(() => undefined)
      // One that was killed while it waited has met no learner.
      if (process?.alive()) return process
      void process?.kill()
    }
    return this.#fork({ ...SUBMISSION_LIMITS, ...overrides }, seat)
  }

  /** Whether those that wait are of this kind: they have the usual limits, and no wire. */
  keeps(overrides: Partial<Limits>, seat: Seat | undefined): boolean {
    return Object.keys(overrides).length === 0 && seat === undefined
  }

  /** Called when a verdict is out or a grading needs more of them: starting one takes the processor from others. */
  refill(): void {
    if (this.#closed || this.#refilling || this.#waiting.length >= this.#spare) return
    this.#refilling = true
    // One at a time: a start blocks this thread for some milliseconds, and gradings are told things meanwhile.
    setImmediate(() => {
      this.#refilling = false
      if (this.#closed) return
      const process = this.#fork(SUBMISSION_LIMITS)
      // Told to whoever takes it.
      process.catch(() => {})
      this.#waiting.push(process)
      this.refill()
    })
  }

  /** Resolves when it waits at its channel: the time a start takes is never the learner's. */
  async #fork(limits: Limits, seat?: Seat): Promise<LearnerProcess> {
    const process = await this.#house.fork(limits, seat)
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
    const waiting = this.#waiting.splice(0)
    await Promise.all(waiting.map((process) => process.then((started) => started.kill()).catch(() => {})))
    await this.#house.close()
  }
}
