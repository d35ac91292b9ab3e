/** Graphile-worker's runner, started again whenever it ends though nobody asked it to. */
import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type Runner as Graphile, Logger, run, type WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Log } from '../classroom.ts'
import type { QueueLimits } from './limits.ts'

/** Graphile-worker's name for what is to be done. */
export const TASK = 'grade'

type Options = {
  pool: Pool
  slots: number
  /** Rejects when it is to be tried again. `number`: graphile-worker's of this job. */
  task: (payload: unknown, number: string) => Promise<void>
  /** What jobs are locked with from now on. */
  onPool: (name: string) => Promise<void>
  limits: QueueLimits
  log: Log
}

export class Runner {
  readonly #options: Options
  readonly #over: Promise<void>
  readonly #stopping = new AbortController()
  #graphile: Graphile | null = null

  constructor(options: Options) {
    this.#options = options
    this.#over = this.#supervise()
  }

  /** Takes nothing further; resolves when what is under way has ended, or after `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    this.#stopping.abort()
    await this.#end()
    const late = new AbortController()
    await Promise.race([this.#over, pause(withinMs, undefined, { signal: late.signal }).catch(() => {})])
    late.abort()
  }

  async #supervise(): Promise<void> {
    const { limits, log } = this.#options
    while (!this.#stopping.signal.aborted) {
      try {
        this.#graphile = await this.#start()
        if (this.#stopping.signal.aborted) void this.#end()
        await this.#graphile.promise
      } catch (error) {
        log.warn({ error: String(error) }, 'graphile-worker could not go on')
      }
      this.#graphile = null
      if (this.#stopping.signal.aborted) return
      log.warn({}, 'graphile-worker ended; starting it again')
      await pause(limits.restartMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
    }
  }

  async #start(): Promise<Graphile> {
    const { pool, slots, task, onPool, limits, log } = this.#options
    const events = new EventEmitter() as WorkerEvents
    let name = ''
    events.on('pool:create', ({ workerPool }) => {
      name = workerPool.id
    })
    const graphile = await run({
      pgPool: pool,
      concurrency: slots,
      pollInterval: limits.pollMs.postgres,
      noHandleSignals: true,
      // A file named "crontab" in the working folder would be read otherwise.
      parsedCronItems: [],
      logger: graphileLogger(log),
      events,
      // With batches of whatever is there, a completion that fails ends the runner; without, it is a rejection that
      // nobody handles, and ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList: { [TASK]: (payload, { job }) => task(payload, String(job.id)) },
    })
    graphile.promise.catch(() => {})
    await onPool(name).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'a sign of life could not be given'),
    )
    return graphile
  }

  /** Not awaited: it waits for what is under way. */
  async #end(): Promise<void> {
    this.#graphile?.stop().catch(() => {})
  }
}

/** Its errors and warnings as ours. A failed task is told where it failed. */
export function graphileLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (meta.failure === true) return
    if (level === 'error' || level === 'warning') log.warn({}, `graphile-worker: ${message}`)
  })
}
