/** Who did what to whose work or grade. Written in the transaction of what it tells. */
import type { Db, Trx } from '../database/database.ts'
import type { Row } from '../database/schema.ts'

export type Audited = {
  at: number
  /** Null: the program itself. */
  by: string | null
  cohort: string | null
  /** `<thing>.<verb>`, e.g. `grade.override`. */
  action: string
  subject: string
  detail: object
}

export async function audited(trx: Trx | Db, { at, by, cohort, action, subject, detail }: Audited): Promise<void> {
  await trx
    .insertInto('audit')
    .values({ at, by, cohort_id: cohort, action, subject, detail: JSON.stringify(detail) })
    .execute()
}

/** Newest first; `before`: only those with a smaller number. */
export async function auditTrail(db: Db, cohort: string, limit: number, before?: number): Promise<Row<'audit'>[]> {
  let query = db.selectFrom('audit').selectAll().where('cohort_id', '=', cohort)
  if (before !== undefined) query = query.where('seq', '<', before)
  return query.orderBy('seq', 'desc').limit(limit).execute()
}
