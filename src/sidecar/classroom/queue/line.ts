/** The rows of `job`: who waits, who is under way. The same on both databases. */
import { sql } from 'kysely'
import type { Kind } from '../../database/columns.ts'
import type { Db, Trx } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import { CLOCKS } from './clock.ts'
import { REGRADES, tagFor } from './fair.ts'
import type { GradingJob, Place } from './queue.ts'
import { expectedMs, workforceOf } from './workforce.ts'

/** A job that somebody has taken on. */
export type Taken = { row: number; job: GradingJob; tries: number }

export class Line {
  readonly #db: Db
  readonly #now
  readonly #silentMs: number
  constructor(db: Db, kind: Kind, silentMs: number) {
    this.#db = db
    this.#now = CLOCKS[kind]
    this.#silentMs = silentMs
  }

  /** Gives its tag, or null when it stands in line already. */
  async enter(trx: Trx, job: GradingJob): Promise<number | null> {
    const now = this.#now()
    const tag = await tagFor(trx, job, now)
    const { attempt, generation, cohort, person } = job
    const { rows } = await sql`
      insert into job (attempt_id, generation, cohort_id, person_id, priority, run_at)
      values (${attempt}, ${generation}, ${cohort}, ${person}, ${tag}, ${now})
      on conflict (attempt_id, generation) do nothing returning id`.execute(trx)
    return rows.length === 1 ? tag : null
  }

  /** Takes the next on. One statement, which SQLite runs under its write lock: no two workers get one row. */
  async takeNext(worker: string): Promise<Taken | null> {
    const now = this.#now()
    return this.#take(
      worker,
      sql`id = (select id from job where run_at <= ${now} and leased_until < ${now} order by priority, run_at, id limit 1)`,
    )
  }

  /** Takes this one on, whoever had it; null when it is done, or its attempt is gone. */
  async take(worker: string, { attempt, generation }: Pick<GradingJob, 'attempt' | 'generation'>) {
    return this.#take(worker, sql`attempt_id = ${attempt} and generation = ${generation}`)
  }

  async #take(worker: string, which: ReturnType<typeof sql>): Promise<Taken | null> {
    const { rows } = await sql<Row<'job'>>`
      update job set lease = ${worker}, leased_until = ${this.#now()} + ${this.#silentMs}, tries = tries + 1
      where ${which} returning *`.execute(this.#db)
    return rows[0] ? takenOf(rows[0]) : null
  }

  /** It is decided, whoever has it under way. */
  async done({ row }: Taken): Promise<void> {
    await this.#db.deleteFrom('job').where('id', '=', row).execute()
  }

  /** Back in line, for whoever is next, not before `pauseMs` have passed. `counts`: this try is one of its tries. */
  async giveBack(worker: string, { row }: Taken, pauseMs: number, counts: boolean): Promise<void> {
    await sql`
      update job set lease = null, leased_until = 0, run_at = ${this.#now()} + ${pauseMs}, tries = tries - ${counts ? 0 : 1}
      where id = ${row} and lease = ${worker}`.execute(this.#db)
  }

  async waiting(): Promise<number> {
    const { rows } = await sql<{ n: number }>`select count(*) as n from job`.execute(this.#db)
    return rows[0]!.n
  }

  async place(attempt: string, generation: number): Promise<Place | null> {
    const now = this.#now()
    // A row that is not there compares as null: nobody is counted.
    const { rows } = await sql<{ waits: 0 | 1; ahead: number; underWay: number }>`
      select case when mine.leased_until < ${now} then 1 else 0 end as waits,
        (select count(*) from job where leased_until < ${now}
          and (priority, run_at, id) < (mine.priority, mine.run_at, mine.id)) as ahead,
        (select count(*) from job where leased_until >= ${now}) as ${sql.ref('underWay')}
      from job as mine where attempt_id = ${attempt} and generation = ${generation}`.execute(this.#db)
    const row = rows[0]
    if (!row) return null
    const workforce = await workforceOf(this.#db, now, this.#silentMs)
    if (row.waits === 0) return { ahead: 0, expectedMs: workforce.meanMs }
    return { ahead: row.ahead, expectedMs: expectedMs(row.ahead, row.underWay, workforce) }
  }
}

function takenOf({
  id,
  attempt_id: attempt,
  generation,
  cohort_id: cohort,
  person_id: person,
  ...row
}: Row<'job'>): Taken {
  const regrade = row.priority >= REGRADES.first
  return { row: id, job: { attempt, generation, cohort, person, regrade }, tries: row.tries }
}
