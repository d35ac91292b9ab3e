/**
 * The table `job` as a queue. A lease ends by time, so a killed worker's job returns by itself. A job of this process is
 * taken at once: looking for it waits until the transaction that queued it has given the connection back. Those of other
 * processes on the file are found by looking often.
 */
import type { Database } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import { retrying } from '../../database/transient.ts'
import type { Log } from '../classroom.ts'
import { Crew, HandedBack } from './crew.ts'
import { Heart } from './heart.ts'
import { QUEUE_LIMITS, type QueueLimits } from './limits.ts'
import { Line, type Taken } from './line.ts'
import type { GradingQueue, Work, Worker } from './queue.ts'

export function sqliteQueue({ db }: Pick<Database, 'db'>, log: Log, limits: QueueLimits = QUEUE_LIMITS): GradingQueue {
  const line = new Line(db, 'sqlite', limits.silentMs)
  const workers = new Set<SqliteWorker>()
  return {
    async enqueue(trx, job) {
      if ((await line.enter(trx, job)) !== null) for (const worker of workers) worker.wake()
    },
    async work({ id, slots, work }) {
      const crew = new Crew(slots)
      const worker = `${id}:${newId()}`
      const heart = new Heart(db, 'sqlite', { worker, crew, limits, log })
      await retrying(() => heart.start())
      const running = new SqliteWorker({ line, crew, heart, work, limits, log })
      workers.add(running)
      return {
        async drain(withinMs) {
          workers.delete(running)
          await running.drain(withinMs)
        },
      }
    },
    place: (attempt, generation) => line.place(attempt, generation),
    waiting: () => line.waiting(),
    async close() {
      await Promise.all([...workers].map((worker) => worker.drain(0)))
      workers.clear()
    },
  }
}

type Parts = { line: Line; crew: Crew; heart: Heart; work: Work; limits: QueueLimits; log: Log }

class SqliteWorker implements Worker {
  readonly #parts: Parts
  readonly #taking: Promise<void>
  readonly #draining = Promise.withResolvers<void>()
  #drained = false
  #woken = false
  #wake: () => void = () => {}

  constructor(parts: Parts) {
    this.#parts = parts
    this.#taking = this.#take()
  }

  wake(): void {
    this.#woken = true
    this.#wake()
  }

  async drain(withinMs: number): Promise<void> {
    this.#drained = true
    this.#draining.resolve()
    this.#wake()
    const { crew, heart } = this.#parts
    await Promise.all([this.#taking, crew.drain(withinMs)])
    // One that was being taken when the draining began.
    await crew.drain(withinMs)
    await retrying(() => heart.stop())
  }

  async #take(): Promise<void> {
    const { line, crew, heart, log } = this.#parts
    while (!this.#drained) {
      if (crew.free <= 0) {
        await Promise.race([crew.room(), this.#draining.promise])
        continue
      }
      this.#woken = false
      try {
        const taken = await line.takeNext(heart.worker)
        if (taken) void this.#carryOut(taken)
        else await this.#idle()
      } catch (error) {
        log.warn({ worker: heart.worker, error: String(error) }, 'the next job could not be taken; trying again')
        await this.#idle()
      }
    }
  }

  /** Never rejects. */
  async #carryOut(taken: Taken): Promise<void> {
    const { line, crew, heart, work, limits, log } = this.#parts
    const { job, tries } = taken
    const last = tries >= limits.tries
    try {
      await crew.run((signal) => work(job, signal, last))
      await retrying(() => line.done(taken))
    } catch (error) {
      const handedBack = error instanceof HandedBack
      const pauseMs = handedBack ? 0 : limits.retryMs * 2 ** Math.min(tries - 1, 10)
      if (!handedBack)
        log.warn({ worker: heart.worker, attempt: job.attempt, tries, error: String(error) }, 'a grading failed')
      await retrying(() => line.giveBack(heart.worker, taken, pauseMs, !handedBack)).catch((failure: unknown) =>
        // Its lease ends by itself.
        log.warn({ attempt: job.attempt, error: String(failure) }, 'a job could not be given back'),
      )
    }
  }

  /** Until woken, or for as long as others' jobs may stay unseen. */
  async #idle(): Promise<void> {
    if (this.#woken || this.#drained) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#parts.limits.pollMs.sqlite)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
