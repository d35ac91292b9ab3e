/**
 * Events on PostgreSQL. A row is the event; NOTIFY only says its number. Numbers are taken before a transaction commits,
 * so without a lock 6 could become visible before 5, and a reader that has passed 6 would never see 5: whoever publishes
 * holds an advisory lock until the commit.
 */
import { sql } from 'kysely'
import type { Pool } from 'pg'
import type { Db } from '../../database/database.ts'
import { retrying } from '../../database/transient.ts'
import type { Log } from '../classroom.ts'
import type { Bus } from './bus.ts'
import { BUS_LIMITS, type BusLimits } from './limits.ts'
import { listening } from './listening.ts'
import { pruning } from './prune.ts'
import { EventReader } from './reader.ts'

/** Of pg_advisory_xact_lock; any number that nothing else in this database uses. */
const PUBLISHING = 727_001
const NAME = 'wirebook_event'

export async function postgresBus(
  { db, pool }: { db: Db; pool: Pool },
  log: Log,
  limits: BusLimits = BUS_LIMITS,
): Promise<Bus> {
  const reader = new EventReader(db, limits, log)
  const stopListening = await listening(pool, NAME, () => reader.wake(), log, limits)
  const poll = setInterval(() => reader.wake(), limits.lostNotifyMs).unref()
  const stopPruning = pruning(db, limits, log)

  const publish: Bus['publish'] = async (trx, channel, body) => {
    if (!trx.isTransaction) {
      await retrying(() => trx.transaction().execute((own) => publish(own, channel, body)))
      return
    }
    await sql`select pg_advisory_xact_lock(${PUBLISHING})`.execute(trx)
    await sql`with stored as (
      insert into event (channel, body, at) values (${channel}, ${JSON.stringify(body)}, ${Date.now()}) returning seq
    ) select pg_notify(${NAME}, seq::text) from stored`.execute(trx)
  }
  return {
    publish,
    subscribe: (channel, listener, after) => reader.subscribe(channel, listener, after),
    async close() {
      clearInterval(poll)
      stopPruning()
      reader.close()
      await stopListening()
    },
  }
}
