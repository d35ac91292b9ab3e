/**
 * Events on a SQLite file, which has one writer at a time, so numbers become visible in order. This process's own are
 * read at once: the read waits until the transaction that published has given the connection back. Other processes on
 * the file are found by looking often.
 */
import type { Database } from '../../database/database.ts'
import type { Log } from '../classroom.ts'
import type { Bus } from './bus.ts'
import { BUS_LIMITS, type BusLimits } from './limits.ts'
import { pruning } from './prune.ts'
import { EventReader } from './reader.ts'

export function sqliteBus({ db }: Pick<Database, 'db'>, log: Log, limits: BusLimits = BUS_LIMITS): Bus {
  const reader = new EventReader(db, limits, log)
  const poll = setInterval(() => reader.wake(), limits.pollMs).unref()
  const stopPruning = pruning(db, limits, log)
  return {
    async publish(trx, channel, body) {
      await trx
        .insertInto('event')
        .values({ channel, body: JSON.stringify(body), at: Date.now() })
        .execute()
      reader.wake()
    },
    subscribe: (channel, listener, after) => reader.subscribe(channel, listener, after),
    async close() {
      clearInterval(poll)
      stopPruning()
      reader.close()
    },
  }
}
