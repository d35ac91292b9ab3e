/** The workers of one server: one for each request that is being handled, kept for the next one afterwards. */
import { Worker } from 'node:worker_threads'
import { duplicate } from '../../descriptor.ts'
import type { Job, WorkerStart } from './job.ts'
import { Slots } from './slots.ts'

/**
 * Room for compiled code that V8 reserves in each thread. Its default is half a GiB, of which a limit on the program's
 * data segment (setrlimit(2), RLIMIT_DATA) leaves room for one.
 */
const CODE_RANGE_MIB = 16

const WORKER = new URL('./worker.ts', import.meta.url)

export type PoolOptions = {
  max_threads: number
  daemon_threads: boolean
  start: Pick<WorkerStart, 'file' | 'handler'> & { server: Omit<WorkerStart['server'], 'descriptor'> }
  /** The server's socket, where its workers need it: they answer on it even after `server_close`. */
  socket: number | null
}

export class Pool {
  readonly #options: PoolOptions
  readonly #slots: Slots
  readonly #workers: (Worker | undefined)[] = []

  constructor(options: PoolOptions) {
    this.#options = options
    this.#slots = new Slots(options.max_threads)
  }

  /** Blocks until there is a worker for one more request; false when the time (seconds) is over. */
  room(seconds: number | null): boolean {
    const deadline = seconds === null ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1000
    while (this.#slots.full && performance.now() < deadline)
      this.#slots.wait(() => this.#slots.full, deadline - performance.now())
    return !this.#slots.full
  }

  async roomAsync(seconds: number | null): Promise<boolean> {
    const deadline = seconds === null ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1000
    while (this.#slots.full && performance.now() < deadline)
      await this.#slots.waitAsync(() => this.#slots.full, Math.min(deadline - performance.now(), LONGEST_WAIT_MS))
    return !this.#slots.full
  }

  /** Needs `room` before. */
  hand(job: Job): void {
    this.#slots.retire(false)
    const { slot, hasWorker } = this.#slots.claim()
    if (slot < 0) throw new Error('every thread is at work')
    if (!hasWorker) this.#workers[slot] = this.#begin(slot)
    this.#workers[slot]?.postMessage(job)
  }

  /** Workers end once they have nothing to do, so that the program can end. */
  retire(): void {
    for (const slot of this.#slots.retire(true)) this.#workers[slot]?.postMessage(null)
  }

  /** Blocks until no request is being handled. */
  join(): void {
    while (this.#slots.working) this.#slots.wait(() => this.#slots.working)
  }

  #begin(slot: number): Worker {
    const { start, daemon_threads, socket } = this.#options
    const server = { ...start.server, descriptor: socket === null ? null : duplicate(socket) }
    const workerData: WorkerStart = { ...start, server, slots: this.#slots.memory, slot }
    const argv = process.argv.slice(2)
    const worker = new Worker(WORKER, { workerData, argv, resourceLimits: { codeRangeSizeMb: CODE_RANGE_MIB } })
    worker.on('error', (error) => {
      console.error(error)
      if (this.#workers[slot] === worker) this.#slots.leave(slot)
    })
    if (daemon_threads) worker.unref()
    return worker
  }
}

/** A timer of `Atomics.waitAsync` takes no infinity. */
const LONGEST_WAIT_MS = 60_000
