import type { Db } from '../../database/database.ts'
import type { Log } from '../classroom.ts'
import type { BusLimits } from './limits.ts'

/** Removes events that are too old to be read again. Gives how many. */
export async function prune(db: Db, keepMs: number, now = Date.now()): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('event')
    .where('at', '<', now - keepMs)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Does so from time to time. Gives what ends it. */
export function pruning(db: Db, { keepMs, pruneEveryMs }: BusLimits, log: Log): () => void {
  const timer = setInterval(() => {
    prune(db, keepMs).catch((error: unknown) => log.warn({ error: String(error) }, 'old events could not be removed'))
  }, pruneEveryMs).unref()
  return () => clearInterval(timer)
}
