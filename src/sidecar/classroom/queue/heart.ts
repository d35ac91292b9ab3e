/** Says from time to time that a worker is alive, and keeps its jobs its own. */
import { hostname } from 'node:os'
import { sql } from 'kysely'
import type { Kind } from '../../database/columns.ts'
import type { Db } from '../../database/database.ts'
import type { Log } from '../classroom.ts'
import { CLOCKS } from './clock.ts'
import type { Crew } from './crew.ts'
import type { QueueLimits } from './limits.ts'

export class Heart {
  readonly worker: string
  /** On PostgreSQL: graphile-worker's name of what runs at present. */
  pool: string | null = null
  readonly #db: Db
  readonly #now
  readonly #crew: Crew
  readonly #limits: QueueLimits
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined
  #beating: Promise<void> = Promise.resolve()
  /** Since when every beat has reached the database; null after one that has not. */
  #steadySince: number | null = null

  constructor(
    db: Db,
    kind: Kind,
    { worker, crew, limits, log }: { worker: string; crew: Crew; limits: QueueLimits; log: Log },
  ) {
    this.worker = worker
    this.#db = db
    this.#now = CLOCKS[kind]
    this.#crew = crew
    this.#limits = limits
    this.#log = log
  }

  /**
   * True when the database has been within reach for longer than anybody may be silent. Before that, others may be
   * silent only because they could not reach it either.
   */
  get steady(): boolean {
    return this.#steadySince !== null && performance.now() - this.#steadySince > this.#limits.silentMs
  }

  /** `also`: done at each beat. */
  async start(also: () => Promise<void> = async () => {}): Promise<void> {
    await this.beat()
    this.#timer = setInterval(() => {
      this.#beating = this.beat()
        .then(also)
        .catch((error: unknown) => {
          this.#steadySince = null
          this.#log.warn({ worker: this.worker, error: String(error) }, 'a sign of life could not be given')
        })
    }, this.#limits.heartbeatMs).unref()
  }

  async beat(): Promise<void> {
    const now = this.#now()
    const { slots } = this.#crew
    await sql`
      insert into worker (id, host, slots, pool, mean_ms, seen_at, started_at)
      values (${this.worker}, ${hostname()}, ${slots}, ${this.pool}, ${this.#mean}, ${now}, ${now})
      on conflict (id) do update set pool = excluded.pool, mean_ms = excluded.mean_ms, seen_at = excluded.seen_at
    `.execute(this.#db)
    await sql`update job set leased_until = ${now} + ${this.#limits.silentMs} where lease = ${this.worker}`.execute(
      this.#db,
    )
    this.#steadySince ??= performance.now()
  }

  /** Gone in order: nobody waits for it to fall silent. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#beating
    const { forgetMs } = this.#limits
    const old = sql`${this.#now()} - ${forgetMs}`
    await sql`update worker set seen_at = 0, mean_ms = ${this.#mean} where id = ${this.worker}`.execute(this.#db)
    await sql`delete from worker where seen_at < ${old} and started_at < ${old}`.execute(this.#db)
  }

  get #mean(): number | null {
    const { meanMs } = this.#crew
    return meanMs === null ? null : Math.round(meanMs)
  }
}
