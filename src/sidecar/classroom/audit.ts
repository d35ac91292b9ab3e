/** Who did what to whose work or grade. Written in the transaction of what it tells. */
import type { AuditAction, AuditEntry, AuditTrail } from '../../protocol/classroom/audit.ts'
import type { Db, Trx } from '../database/database.ts'

/** Entries told at once. */
export const AUDIT_SHOWN = 200

export type Audited = {
  at: number
  /** Null: the program itself. */
  by: string | null
  cohort: string | null
  action: AuditAction
  subject: string
  detail: object
}

export async function audited(trx: Trx | Db, { at, by, cohort, action, subject, detail }: Audited): Promise<void> {
  await trx
    .insertInto('audit')
    .values({ at, by, cohort_id: cohort, action, subject, detail: JSON.stringify(detail) })
    .execute()
}

export type TrailOf = {
  /** Null: of the whole server. */
  cohort: string | null
  limit: number
  /** Only those with a smaller number. */
  before?: number | undefined
  /** Only what this person did, or what was done to them. */
  person?: string | undefined
}

/** Newest first, with the names that hold now. */
export async function auditTrail(db: Db, { cohort, limit, before, person }: TrailOf): Promise<AuditTrail> {
  let query = db.selectFrom('audit').selectAll()
  if (cohort !== null) query = query.where('cohort_id', '=', cohort)
  if (before !== undefined) query = query.where('seq', '<', before)
  if (person !== undefined) query = query.where((row) => row.or([row('by', '=', person), row('subject', '=', person)]))
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const names = await namesOf(
    db,
    shown.flatMap(({ by, subject }) => (by === null ? [subject] : [by, subject])),
  )
  const titles = await titlesOf(
    db,
    shown.flatMap(({ cohort_id }) => (cohort_id === null ? [] : [cohort_id])),
  )
  const entries = shown.map(({ seq, at, by, cohort_id, action, subject, detail }): AuditEntry => {
    const title = cohort_id === null ? undefined : titles.get(cohort_id)
    return {
      ...{ seq, at, action, subject, subjectName: names.get(subject) ?? null },
      by: by === null ? null : { id: by, name: names.get(by) ?? null },
      cohort: cohort_id === null || title === undefined ? null : { id: cohort_id, title },
      detail: JSON.parse(detail) as unknown,
    }
  })
  return { entries, more: rows.length > limit }
}

/** `before` of a query; undefined for what is no number. */
export function beforeOf(query: URLSearchParams): number | undefined {
  const text = query.get('before')
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function titlesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('cohort')
    .select(['id', 'title'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}
