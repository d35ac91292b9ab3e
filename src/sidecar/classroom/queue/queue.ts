/**
 * Gradings to be done. A submission and its job are stored in one transaction; jobs run at least once, and the verdict's
 * primary key (attempt, generation) makes the result happen once. Who is next stands in the table `job` on both databases
 * (fair.ts); on SQLite that table is the queue, on PostgreSQL graphile-worker carries it out.
 */
import type { Trx } from '../../database/database.ts'

export type GradingJob = {
  attempt: string
  generation: number
  cohort: string | null
  person: string
  /** A regrading waits behind what learners are waiting for. */
  regrade: boolean
}

export type Place = {
  /** Gradings that come before this one; 0 when it is next or under way. */
  ahead: number
  /** Until its verdict is there; null while nothing is known of how long gradings take, or nobody grades. */
  expectedMs: number | null
}

/**
 * Does one job: grades, and stores the verdict. Rejects when it could not (ours): the job is tried again, later.
 * `last`: no further try follows, so whatever there is to say has to be stored.
 */
export type Work = (job: GradingJob, signal: AbortSignal, last: boolean) => Promise<void>

export type Worker = {
  /** Takes no further job, lets those under way end (`withinMs`), hands the others back. */
  drain(withinMs: number): Promise<void>
}

export type GradingQueue = {
  /** Within the transaction that stores the submission: both, or neither. A second time changes nothing. */
  enqueue(trx: Trx, job: GradingJob): Promise<void>
  /** `id`: of this process, for people to recognise it; `slots`: jobs at the same time. */
  work(options: { id: string; slots: number; work: Work }): Promise<Worker>
  /** Null when it is not waiting. */
  place(attempt: string, generation: number): Promise<Place | null>
  waiting(): Promise<number>
  close(): Promise<void>
}
