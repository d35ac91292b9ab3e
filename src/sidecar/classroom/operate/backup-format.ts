/**
 * A backup of a classroom as text: JSON, a line each, compressed with gzip (docs/operate.md). First a line that says
 * what it is, then each row as `[table, {column: value}]`, rows before those that refer to them, and at the end how many
 * there were: a file that was cut lacks it. The same for both databases, so that what was kept by one can be restored
 * into the other. Pure.
 */
import { z } from 'zod'

export const FORMAT = 1

export const Header = z.object({
  wirebook: z.literal('classroom-backup'),
  format: z.literal(FORMAT),
  /** ISO 8601. */
  made: z.string(),
  from: z.enum(['sqlite', 'postgres']),
  /** Steps of the tables (`database/migrations.ts`), in order. */
  steps: z.array(z.string()).min(1),
})
export type Header = z.infer<typeof Header>

/** Bytes are `{"hex": "…"}`. */
const Value = z.union([z.string(), z.number(), z.null(), z.object({ hex: z.string() })])
export const RowLine = z.tuple([z.string(), z.record(z.string(), Value)])
export type RowValue = z.infer<typeof Value>
export type RowLine = z.infer<typeof RowLine>

export const Trailer = z.object({ end: z.literal(true), rows: z.record(z.string(), z.number()) })
export type Trailer = z.infer<typeof Trailer>

export function rowLine(table: string, row: Record<string, unknown>): string {
  const values = Object.entries(row).map(([column, value]) => [
    column,
    value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value,
  ])
  return `${JSON.stringify([table, Object.fromEntries(values)])}\n`
}
