/**
 * One program's part in a run:
 *
 *     waiting ──(all it starts after are ready)──► running ──(its endpoint is bound)──► listening
 *        │                                            │                                     │
 *        └────────────(stopped, or the awaited one is gone)──► exited ◄─────────────────────┘
 *
 * Readiness is read from the host's socket table, never assumed after a pause.
 */
import type { ProgramExit, ProgramState } from '../../protocol/lab.ts'

export type StopReason = 'stopped' | { limit: 'wall' }

/** A started process, ours in a sandbox or an external one. */
export type Process = {
  readonly exited: Promise<ProgramExit>
  write(text: string): void
  endInput(): void
  stop(reason: StopReason): Promise<void>
}

export type ParticipantOptions = {
  name: string
  /** Has it an endpoint to wait for? Those with one are servers; the others count as ready when they have exited. */
  server: boolean
  launch(): Promise<Process>
  /** Resolves true when the endpoint is bound, false when the signal aborts first. Called for servers only. */
  listening(signal: AbortSignal): Promise<boolean>
  /** What the state `listening` shows, e.g. `tcp:9999`. */
  endpoint: string
  onState(state: ProgramState): void
}

export class Participant {
  readonly name: string
  readonly server: boolean
  state: ProgramState = { state: 'waiting', for: '' }
  /** Resolves true when others may start after it, false when that can no longer happen. */
  readonly ready: Promise<boolean>
  /** Rejects only when it could not be started for a reason of ours. */
  readonly done: Promise<ProgramExit>
  readonly #options: ParticipantOptions
  readonly #stopping = new AbortController()
  #stopReason: StopReason = 'stopped'
  #process: Process | null = null
  #isReady = false
  readonly #resolveReady: (ready: boolean) => void

  constructor(options: ParticipantOptions, after: Participant[]) {
    this.name = options.name
    this.server = options.server
    this.#options = options
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.ready = promise
    this.#resolveReady = resolve
    this.done = this.#live(after)
    this.done.catch(() => {}) // whoever awaits `done` hears of it; `ready` was settled
  }

  get ended(): boolean {
    return this.state.state === 'exited'
  }

  /** False when there is no process to take it. */
  write(text: string): boolean {
    if (this.#process === null || this.ended) return false
    this.#process.write(text)
    return true
  }

  endInput(): void {
    this.#process?.endInput()
  }

  /** Ends it in whatever state it is; resolves when it is gone. Idempotent: the first reason stays. */
  async stop(reason: StopReason = 'stopped'): Promise<void> {
    if (!this.#stopping.signal.aborted) {
      this.#stopReason = reason
      this.#stopping.abort()
    }
    await this.#process?.stop(this.#stopReason)
    await this.done.catch(() => {})
  }

  async #live(after: Participant[]): Promise<ProgramExit> {
    try {
      const exit = (await this.#wait(after)) ? await this.#run() : notStarted(this.#stopReason)
      this.#show({ state: 'exited', exit })
      this.#settleReady(!this.server)
      return exit
    } catch (error) {
      this.#show({ state: 'exited', exit: notStarted('stopped') })
      this.#settleReady(false)
      throw error
    }
  }

  /** True when it may start. */
  async #wait(after: Participant[]): Promise<boolean> {
    await null // the run has registered everybody before the first state is shown
    const stopped = aborted(this.#stopping.signal)
    for (const other of after) {
      if (!other.#isReady) this.#show({ state: 'waiting', for: other.name })
      if (!(await Promise.race([other.ready, stopped]))) return false
    }
    return !this.#stopping.signal.aborted
  }

  async #run(): Promise<ProgramExit> {
    const process = await this.#options.launch()
    this.#process = process
    this.#show({ state: 'running' })
    if (this.#stopping.signal.aborted) await process.stop(this.#stopReason)
    const gone = new AbortController()
    const watched = this.server ? this.#watch(gone.signal) : null
    const exit = await process.exited
    gone.abort()
    await watched
    return exit
  }

  async #watch(gone: AbortSignal): Promise<void> {
    const bound = await this.#options.listening(gone).catch(() => false)
    if (!bound || gone.aborted) return
    this.#show({ state: 'listening', at: this.#options.endpoint })
    this.#settleReady(true)
  }

  /** Only the first call counts. */
  #settleReady(ready: boolean): void {
    this.#isReady ||= ready
    this.#resolveReady(ready)
  }

  #show(state: ProgramState): void {
    this.state = state
    this.#options.onState(state)
  }
}

/** The exit of a program that never came to run. */
function notStarted(reason: StopReason): ProgramExit {
  return reason === 'stopped'
    ? { code: null, signal: null, reason: 'stopped' }
    : { code: null, signal: null, reason: 'limit', limit: reason.limit }
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false)
    else signal.addEventListener('abort', () => resolve(false), { once: true })
  })
}
