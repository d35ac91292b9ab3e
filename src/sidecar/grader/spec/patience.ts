/**
 * How long a question may take after one that was not answered in time. A loop that never ends would otherwise cost
 * every test its whole limit before the learner is told. For functions only: a program that talks to the spec may have
 * to wait for it.
 *
 *   patient ──late──► wary (a part of the limit) ──late──► lost: no further test is run
 *      ▲                │
 *      └────answered────┘
 */

/** Of the usual limit, for the first question after a late one. */
const WARY_PART = 1 / 4
/** Never less than this: a new process on a busy machine answers within. ms */
const WARY_LEAST_MS = 500

export class Patience {
  #state: 'patient' | 'wary' | 'lost' = 'patient'

  get lost(): boolean {
    return this.#state === 'lost'
  }

  /** Milliseconds for the next question that usually has `ms`. */
  limit(ms: number): number {
    return this.#state === 'patient' ? ms : Math.min(ms, Math.max(WARY_LEAST_MS, ms * WARY_PART))
  }

  /** With whatever answer; also with an error that it threw. */
  answered(): void {
    this.#state = 'patient'
  }

  late(): void {
    this.#state = this.#state === 'patient' ? 'wary' : 'lost'
  }
}
