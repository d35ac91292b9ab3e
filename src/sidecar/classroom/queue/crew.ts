/** Jobs under way in this process: how many more fit, how long they took, and their end. */
import { setTimeout as pause } from 'node:timers/promises'

/** Why a job's signal is aborted: it is handed back. */
export class HandedBack extends Error {
  override name = 'HandedBack'
}

/** Weight of the latest grading in the mean. */
const LATEST = 0.2

export class Crew {
  readonly slots: number
  /** Mean of the latest gradings, ms; null before the first. */
  meanMs: number | null = null
  readonly #jobs = new Map<Promise<void>, AbortController>()
  #freed: () => void = () => {}
  /** Whatever begins now is handed back. */
  #over = false

  constructor(slots: number) {
    this.slots = slots
  }

  get free(): number {
    return this.slots - this.#jobs.size
  }

  /** Rejects as `job` does. */
  async run(job: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const stop = new AbortController()
    if (this.#over) stop.abort(new HandedBack())
    const began = performance.now()
    const running = job(stop.signal)
    const settled = running.then(
      () => {
        const ms = performance.now() - began
        this.meanMs = this.meanMs === null ? ms : this.meanMs + (ms - this.meanMs) * LATEST
      },
      () => {},
    )
    this.#jobs.set(settled, stop)
    await settled
    this.#jobs.delete(settled)
    this.#freed()
    await running
  }

  /** Resolves when one more fits. */
  async room(): Promise<void> {
    while (this.free <= 0) await new Promise<void>((resolve) => (this.#freed = resolve))
  }

  /** Lets what is under way end; after `withinMs` the rest is told to stop. Resolves when nothing is under way. What begins later is told at once. */
  async drain(withinMs: number): Promise<void> {
    const all = Promise.all(this.#jobs.keys())
    const stop = new AbortController()
    await Promise.race([all, pause(withinMs, undefined, { signal: stop.signal }).catch(() => {})])
    stop.abort()
    this.#over = true
    for (const job of this.#jobs.values()) job.abort(new HandedBack())
    await all
  }
}
