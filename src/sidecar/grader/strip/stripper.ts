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

export class Stripper {
  /** The one that the next text gets, warm. */
  #process = new StripProcess()
  /** Those at work, this one among them. */
  readonly #all = new Set([this.#process])
  #turn: Promise<void> = Promise.resolve()
  #closed = false

  async strip(files: Files): Promise<Stripped> {
    const outcome = await this.#inTurn(files)
    // Killed by somebody else, so it says nothing about the text. A second time it may well be the text.
    const sure = 'lost' in outcome && !this.#closed ? await this.#inTurn(files) : outcome
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
    const late = setTimeout(() => process.kill(), GRADER_LIMITS.stripMs)
    try {
      const outcome = await process.strip(files)
      if ('unreadable' in outcome || process !== this.#process) this.#discard(process)
      return outcome
    } finally {
      clearTimeout(slow)
      clearTimeout(late)
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
