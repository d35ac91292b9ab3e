/** Cohorts as rows. */
import type { ChangeCohort, Cohort, MakeCohort } from '../../../protocol/classroom/cohorts.ts'
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { CohortRole, Row } from '../../database/schema.ts'
import { Refusal } from '../http/route.ts'

/** Whoever makes it is its first instructor. */
export async function makeCohort(trx: Trx, { title, timeZone }: MakeCohort, by: string, now: number): Promise<Cohort> {
  const row = await trx
    .insertInto('cohort')
    .values({ id: newId(), title, time_zone: timeZone, created_at: now, archived_at: null, settings: '{}' })
    .returningAll()
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('membership')
    .values({ cohort_id: row.id, person_id: by, role: 'instructor', joined_at: now })
    .execute()
  return cohortOf(row, 'instructor')
}

/** Null: there is none. An archived one can be changed, too: its title, and back. */
export async function changeCohort(
  trx: Trx,
  id: string,
  { title, timeZone, archived }: ChangeCohort,
  now: number,
): Promise<Row<'cohort'> | null> {
  const row = await trx
    .updateTable('cohort')
    .set((old) => ({
      title: title ?? old.ref('title'),
      time_zone: timeZone ?? old.ref('time_zone'),
      archived_at:
        archived === undefined
          ? old.ref('archived_at')
          : archived
            ? old.fn.coalesce('archived_at', old.cast<number>(old.val(now), 'bigint'))
            : null,
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

export async function cohortNamed(db: Db | Trx, id: string): Promise<Row<'cohort'> | null> {
  return (await db.selectFrom('cohort').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** For whatever changes a class. Throws Refusal COHORT_ARCHIVED, COHORT_UNKNOWN. */
export async function demandLive(db: Db | Trx, id: string): Promise<Row<'cohort'>> {
  const row = await cohortNamed(db, id)
  if (row === null) throw new Refusal(404, 'COHORT_UNKNOWN', ['cohortUnknown'])
  if (row.archived_at !== null) throw new Refusal(409, 'COHORT_ARCHIVED', ['cohortArchived', row.title])
  return row
}

/** Those of these roles, newest first. */
export async function cohortsOf(db: Db, roles: ReadonlyMap<string, CohortRole>): Promise<Cohort[]> {
  if (roles.size === 0) return []
  const rows = await db
    .selectFrom('cohort')
    .selectAll()
    .where('id', 'in', [...roles.keys()])
    .execute()
  return newestFirst(rows).map((row) => cohortOf(row, roles.get(row.id) ?? null))
}

/** All there are, with the caller's role in each. */
export async function allCohorts(db: Db, roles: ReadonlyMap<string, CohortRole>): Promise<Cohort[]> {
  const rows = await db.selectFrom('cohort').selectAll().execute()
  return newestFirst(rows).map((row) => cohortOf(row, roles.get(row.id) ?? null))
}

export function cohortOf(
  { id, title, time_zone, created_at, archived_at }: Row<'cohort'>,
  role: CohortRole | null,
): Cohort {
  return { id, title, timeZone: time_zone, createdAt: created_at, archivedAt: archived_at, role }
}

function newestFirst(rows: Row<'cohort'>[]): Row<'cohort'>[] {
  return rows.toSorted((a, b) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1))
}
