/** Members of a cohort. Whatever changes them holds the cohort's row, so that a class always keeps an instructor. */
import type { Member } from '../../../protocol/classroom/cohorts.ts'
import type { Db, Trx } from '../../database/database.ts'
import type { CohortRole } from '../../database/schema.ts'
import { Refusal } from '../http/route.ts'

/** By name. */
export async function membersOf(db: Db, cohort: string): Promise<Member[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .select(['person.id', 'name', 'handle', 'email', 'active', 'role', 'joined_at'])
    .select((where) =>
      where
        .exists(
          where.selectFrom('credential').select('credential.id').whereRef('credential.person_id', '=', 'person.id'),
        )
        .as('credential'),
    )
    .select((where) =>
      where
        .exists(where.selectFrom('sign_in').select('sign_in.id').whereRef('sign_in.person_id', '=', 'person.id'))
        .as('signed'),
    )
    .where('cohort_id', '=', cohort)
    .orderBy('name')
    .orderBy('person.id')
    .execute()
  return rows.map(({ active, joined_at, credential, signed, ...member }) => ({
    ...member,
    joinedAt: joined_at,
    active: active === 1,
    claimed: Boolean(credential) || Boolean(signed),
  }))
}

/** False when the person is a member already. */
export async function addMember(
  trx: Trx,
  cohort: string,
  person: string,
  role: CohortRole,
  now: number,
): Promise<boolean> {
  const row = await trx
    .insertInto('membership')
    .values({ cohort_id: cohort, person_id: person, role, joined_at: now })
    .onConflict((conflict) => conflict.columns(['cohort_id', 'person_id']).doNothing())
    .returning('person_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Throws Refusal MEMBER_UNKNOWN, LAST_INSTRUCTOR. */
export async function changeRole(trx: Trx, cohort: string, person: string, role: CohortRole): Promise<void> {
  await hold(trx, cohort)
  const { numUpdatedRows } = await trx
    .updateTable('membership')
    .set({ role })
    .where('cohort_id', '=', cohort)
    .where('person_id', '=', person)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new Refusal(404, 'MEMBER_UNKNOWN', ['memberUnknown'])
  await demandInstructor(trx, cohort)
}

/** What they did stays theirs. Throws Refusal MEMBER_UNKNOWN, LAST_INSTRUCTOR. */
export async function removeMember(trx: Trx, cohort: string, person: string): Promise<void> {
  await hold(trx, cohort)
  const { numDeletedRows } = await trx
    .deleteFrom('membership')
    .where('cohort_id', '=', cohort)
    .where('person_id', '=', person)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw new Refusal(404, 'MEMBER_UNKNOWN', ['memberUnknown'])
  await demandInstructor(trx, cohort)
}

/** A write to the row: on PostgreSQL another transaction that does the same waits for this one's end. */
async function hold(trx: Trx, cohort: string): Promise<void> {
  await trx
    .updateTable('cohort')
    .set((old) => ({ title: old.ref('title') }))
    .where('id', '=', cohort)
    .execute()
}

async function demandInstructor(trx: Trx, cohort: string): Promise<void> {
  const left = await trx
    .selectFrom('membership')
    .select('person_id')
    .where('cohort_id', '=', cohort)
    .where('role', '=', 'instructor')
    .executeTakeFirst()
  if (!left) throw new Refusal(409, 'LAST_INSTRUCTOR', ['lastInstructor'])
}
