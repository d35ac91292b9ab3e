/**
 * What happens, told to whoever watches: live class views, a learner's place in the queue, a verdict that is there. An
 * event is stored in the transaction of what it tells, so it is heard if and only if that happened; every process hears
 * the events of all. Who was away reads on after the last number seen.
 */
import type { Db, Trx } from '../../database/database.ts'

/** `cohort:<id>`, `person:<id>`, `jobs`; `people`: who may no longer be signed in, for all servers. */
export type Channel = `cohort:${string}` | `person:${string}` | 'jobs' | 'people'

export type LiveEvent = { seq: number; channel: Channel; body: { type: string; [field: string]: unknown }; at: number }

export type Bus = {
  /**
   * With PostgreSQL whoever publishes holds a lock until the transaction ends, so that numbers become visible in order:
   * publish last in a transaction.
   */
  publish(trx: Trx | Db, channel: Channel, body: LiveEvent['body']): Promise<void>
  /**
   * Hears events of a channel, in order and each once; with `after`, first those since that number which are still kept.
   * Without it, those that are published once this has resolved. Gives what ends it. Not to be awaited in a transaction.
   */
  subscribe(channel: Channel, listener: (event: LiveEvent) => void, after?: number): Promise<() => void>
  close(): Promise<void>
}
