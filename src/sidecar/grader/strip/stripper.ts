/**
 * Strips submissions in turn, in a process that may die of them. A text that takes long keeps its process, and the
 * others get a new one; a process that broke on one learner's text gets no other's.
 */
import type { Files } from '../../../course/load.ts'
import { GRADER_LIMITS } from '../limits.ts'
import { type Outcome, StripProcess } from './process.ts'

export type SyntaxProblem = { file: string; line?: number; column?: number; message: string }
/** `unreadable`: the stripper died or hung on the text. */
export type Stripped = { files: Files } | { syntax: SyntaxProblem } | { unreadable: true }

/** Nothing is known of the text: this machine was too busy to read it, or the stripper is being closed. */
export class StripError extends Error {
  override name = 'StripError'
}

/** Between two looks at a stripper that is at work, ms. */
const WATCH_MS = 250

export class Stripper {
  /** The one that the next text gets, warm. */
  #process = new StripProcess()
  /** Those at work, this one among them. */
  readonly #all = new Set([this.#process])
  #turn: Promise<void> = Promise.resolve()
  #closed = false

  /** Throws StripError. */
  async strip(files: Files): Promise<Stripped> {
    const outcome = await this.#inTurn(files)
    // Killed by somebody else, so it says nothing about the text. A second time it may well be the text.
    const sure = 'lost' in outcome && !this.#closed ? await this.#inTurn(files) : outcome
    if (this.#closed) throw new StripError('the grader was closed while it read the submission')
    return 'lost' in sure ? { unreadable: true } : sure
  }

  close(): void {
    this.#closed = true
    for (const process of this.#all) process.kill()
  }

  async #inTurn(files: Files): Promise<Outcome> {
    const before = this.#turn
    const { promise, resolve: letGo } = Promise.withResolvers<void>()
    this.#turn = promise
    await before
    if (this.#process.ended) this.#discard(this.#process)
    const process = this.#process
    const slow = setTimeout(() => {
      this.#renew()
      letGo()
    }, GRADER_LIMITS.stripSlowMs)
    // By its own clock: on a busy machine a good text may have to wait for long.
    const [began, worked] = [performance.now(), process.worked()]
    let starved = false
    const watch = setInterval(() => {
      starved = performance.now() - began > GRADER_LIMITS.stripWallMs
      if (starved || process.worked() - worked > GRADER_LIMITS.stripMs) process.kill()
    }, WATCH_MS)
    try {
      const outcome = await process.strip(files)
      if (starved && 'unreadable' in outcome) {
        this.#discard(process)
        throw new StripError(`the submission was not read within ${GRADER_LIMITS.stripWallMs} ms`)
      }
      if ('unreadable' in outcome || process !== this.#process) this.#discard(process)
      return outcome
    } finally {
      clearTimeout(slow)
      clearInterval(watch)
      letGo()
    }
  }

  #renew(): void {
    this.#process = new StripProcess()
    this.#all.add(this.#process)
  }

  #discard(process: StripProcess): void {
    process.kill()
    this.#all.delete(process)
    if (process === this.#process && !this.#closed) this.#renew()
  }
}
