/**
 * Graphile-worker carries the line out. Each row of `job` has a job of graphile-worker with the same tag as priority,
 * made in the same transaction; a row is removed when its verdict is stored, and a job without a row is done.
 *
 * What graphile-worker 0.18 does not do, and this does: a killed worker's jobs stay locked for four hours, so whoever is
 * alive frees those of the silent; and one that could not reach PostgreSQL to complete a job ends, so it is started again
 * (runner.ts).
 */
import { runMigrations } from 'graphile-worker'
import { sql } from 'kysely'
import type { Pool } from 'pg'
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import { retrying } from '../../database/transient.ts'
import type { Log } from '../classroom.ts'
import { Crew, HandedBack } from './crew.ts'
import { Heart } from './heart.ts'
import { QUEUE_LIMITS, type QueueLimits } from './limits.ts'
import { Line } from './line.ts'
import type { GradingJob, GradingQueue, Worker } from './queue.ts'
import { graphileLogger, Runner, TASK } from './runner.ts'

/**
 * A job that was begun so often is given up by graphile-worker, without a word. Ours are ended by `tries`; those whose
 * workers were killed count here, too.
 */
const MOST_BEGUN = 30_000

type Payload = Pick<GradingJob, 'attempt' | 'generation'>

export async function postgresQueue(
  { db, pool }: { db: Db; pool: Pool },
  log: Log,
  limits: QueueLimits = QUEUE_LIMITS,
): Promise<GradingQueue> {
  await retrying(() => runMigrations({ pgPool: pool, logger: graphileLogger(log) }))
  await retrying(() => queueMissing(db))
  const line = new Line(db, 'postgres', limits.silentMs)
  const workers = new Set<Worker>()
  return {
    async enqueue(trx, job) {
      const tag = await line.enter(trx, job)
      if (tag !== null) await add(trx, job, tag)
    },
    async work({ id, slots, work }) {
      const crew = new Crew(slots)
      const worker = `${id}:${newId()}`
      const heart = new Heart(db, 'postgres', { worker, crew, limits, log })
      await retrying(() => heart.start(() => freeTheSilent(db, heart, limits)))
      /** Graphile-worker's numbers of those handed back: it would let them wait. */
      const handedBack: string[] = []

      const task = async (payload: unknown, number: string) => {
        const taken = await retrying(() => line.take(worker, payload as Payload))
        if (taken === null) return
        const { job, tries } = taken
        try {
          await crew.run((signal) => work(job, signal, tries >= limits.tries))
        } catch (error) {
          const back = error instanceof HandedBack
          if (back) handedBack.push(number)
          else log.warn({ worker, attempt: job.attempt, tries, error: String(error) }, 'a grading failed')
          await retrying(() => line.giveBack(worker, taken, 0, !back))
          throw error
        }
        await retrying(() => line.done(taken))
      }
      const runner = new Runner({ pool, slots, task, limits, log, onPool: (name) => beatAs(heart, name) })
      const running: Worker = {
        async drain(withinMs) {
          workers.delete(running)
          await Promise.all([runner.stop(withinMs + limits.stopMs), crew.drain(withinMs)])
          if (handedBack.length > 0) await retrying(() => atOnce(db, handedBack))
          await retrying(() => heart.stop())
        },
      }
      workers.add(running)
      return running
    },
    place: (attempt, generation) => line.place(attempt, generation),
    waiting: () => line.waiting(),
    async close() {
      await Promise.all([...workers].map((worker) => worker.drain(0)))
    },
  }
}

async function beatAs(heart: Heart, pool: string): Promise<void> {
  heart.pool = pool
  await heart.beat()
}

async function add(trx: Trx | Db, { attempt, generation }: Payload, tag: number): Promise<void> {
  const payload: Payload = { attempt, generation }
  await sql`select graphile_worker.add_job(${TASK}, payload => ${JSON.stringify(payload)}::json,
    job_key => ${`${attempt}:${generation}`}, priority => ${tag}::integer, max_attempts => ${MOST_BEGUN}::integer)`.execute(
    trx,
  )
}

/** Rows whose job is gone, as after a backup was restored without graphile-worker's tables. */
async function queueMissing(db: Db): Promise<void> {
  const { rows } = await sql<Payload & { tag: number }>`
    select attempt_id as attempt, generation, priority as tag from job
    where not exists (select 1 from graphile_worker.jobs where key = attempt_id || ':' || generation)`.execute(db)
  for (const row of rows) await add(db, row, row.tag)
}

/** Frees jobs of runners that no living worker has. */
async function freeTheSilent(db: Db, heart: Heart, { silentMs }: QueueLimits): Promise<void> {
  if (!heart.steady) return
  await sql`
    select graphile_worker.force_unlock_workers(array(
      select distinct locked_by from graphile_worker.jobs
      where task_identifier = ${TASK} and locked_at < now() - ${silentMs} * interval '1 millisecond'
        and locked_by not in (
          select pool from worker where pool is not null
            and seen_at > (extract(epoch from clock_timestamp()) * 1000)::bigint - ${silentMs})))`.execute(db)
}

/** Those that were handed back need not wait as failed ones do. */
async function atOnce(db: Db, numbers: string[]): Promise<void> {
  await sql`select graphile_worker.reschedule_jobs(${numbers}::bigint[], run_at => now(), attempts => 0)`.execute(db)
}
