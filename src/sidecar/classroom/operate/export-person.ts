/** Everything that is stored of a person, for them to read: tables and columns as they are, without what signs them in. */
import { sql } from 'kysely'
import type { Db } from '../../database/database.ts'
import { personColumns, withoutSecrets } from './person-data.ts'

export type PersonExport = {
  wirebook: 'person-export'
  /** ISO 8601. */
  made: string
  person: string
  /** Table -> rows. Times are ms since the epoch. */
  tables: Record<string, Record<string, unknown>[]>
}

/** Columns of JSON, which is read here rather than shown as text. */
const JSON_COLUMNS = new Set(['files', 'versions', 'result', 'provenance', 'state', 'detail', 'body'])

export async function exportPerson(db: Db, id: string, now: number): Promise<PersonExport> {
  const tables: PersonExport['tables'] = {}
  for (const [table, columns] of byTable()) {
    const named = columns.map((column) => sql<boolean>`${sql.ref(column)} = ${id}`)
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)} where ${sql.join(named, sql` or `)}`.execute(db)
    if (rows.length > 0) tables[table] = rows.map((row) => readable(withoutSecrets(table, row)))
  }
  const verdicts = await sql<Record<string, unknown>>`
    select verdict.* from verdict join attempt on attempt.id = verdict.attempt_id where attempt.person_id = ${id}`.execute(
    db,
  )
  if (verdicts.rows.length > 0) tables.verdict = verdicts.rows.map(readable)
  const events = await sql<Record<string, unknown>>`select * from event where channel = ${`person:${id}`}`.execute(db)
  if (events.rows.length > 0) tables.event = events.rows.map(readable)
  return { wirebook: 'person-export', made: new Date(now).toISOString(), person: id, tables }
}

function byTable(): Map<string, string[]> {
  const tables = new Map<string, string[]>()
  for (const { table, column, becomes } of personColumns())
    if (becomes !== 'no-person') tables.set(table, [...(tables.get(table) ?? []), column])
  return tables
}

function readable(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, shown(column, value)]))
}

function shown(column: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value !== 'string' || !JSON_COLUMNS.has(column)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
