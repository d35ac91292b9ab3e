import type { Database } from '../../database/database.ts'
import type { Log } from '../classroom.ts'
import type { Bus } from './bus.ts'
import { BUS_LIMITS, type BusLimits } from './limits.ts'

/** The bus of a database, which has to have its tables. */
export async function openBus({ db, pool }: Database, log: Log, limits: Partial<BusLimits> = {}): Promise<Bus> {
  const all = { ...BUS_LIMITS, ...limits }
  if (pool) return (await import('./postgres-bus.ts')).postgresBus({ db, pool }, log, all)
  return (await import('./sqlite-bus.ts')).sqliteBus({ db }, log, all)
}
