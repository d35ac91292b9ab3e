/** Words for columns that the two databases spell differently. */
import { type RawBuilder, sql } from 'kysely'

export type Kind = 'sqlite' | 'postgres'

export type ColumnWords = {
  /** An integer of 8 bytes: PostgreSQL's `integer` has 4. */
  int: RawBuilder<unknown>
  /** A floating-point number of 8 bytes: PostgreSQL's `real` has 4. */
  real: RawBuilder<unknown>
  bytes: RawBuilder<unknown>
  /** A primary key that counts by itself. */
  serial: RawBuilder<unknown>
}

export const COLUMN_WORDS: Record<Kind, ColumnWords> = {
  sqlite: {
    int: sql`integer`,
    real: sql`real`,
    bytes: sql`blob`,
    serial: sql`integer primary key autoincrement`,
  },
  postgres: {
    int: sql`bigint`,
    real: sql`double precision`,
    bytes: sql`bytea`,
    serial: sql`bigint generated always as identity primary key`,
  },
}
