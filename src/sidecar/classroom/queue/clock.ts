import { type RawBuilder, sql } from 'kysely'
import type { Kind } from '../../database/columns.ts'

/**
 * The clock by which leases and heartbeats are judged, ms since the epoch, as part of a statement. On PostgreSQL the
 * server's, since clocks of the machines that work for it may differ.
 */
export const CLOCKS: Record<Kind, () => RawBuilder<number>> = {
  sqlite: () => sql<number>`${Date.now()}`,
  postgres: () => sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
}
