import type { Database } from '../../database/database.ts'
import type { Log } from '../classroom.ts'
import { QUEUE_LIMITS, type QueueLimits } from './limits.ts'
import type { GradingQueue } from './queue.ts'

/** The queue of a database, which has to have its tables. */
export async function openQueue(
  { db, pool }: Database,
  log: Log,
  limits: Partial<QueueLimits> = {},
): Promise<GradingQueue> {
  const all = { ...QUEUE_LIMITS, ...limits }
  if (pool) return (await import('./postgres-queue.ts')).postgresQueue({ db, pool }, log, all)
  return (await import('./sqlite-queue.ts')).sqliteQueue({ db }, log, all)
}
