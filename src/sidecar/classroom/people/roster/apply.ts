/** Does what a plan says, all of it or nothing. */
import type { RosterField } from '../../../../protocol/classroom/roster.ts'
import type { Trx } from '../../../database/database.ts'
import type { Row } from '../../../database/schema.ts'
import { addMember } from '../../cohorts/members.ts'
import { makePersons } from '../persons.ts'
import type { Plan, Planned } from './plan.ts'
import { chunks } from './standing.ts'

const COLUMN = { name: 'name', email: 'email', sourceId: 'source_id' } as const satisfies Partial<
  Record<RosterField, keyof Row<'person'>>
>

/** Rosters are applied one after another, of whatever class: two of them may name the same new person. */
export async function holdRosters(trx: Trx): Promise<void> {
  await trx
    .insertInto('setting')
    .values({ key: 'roster', value: '0' })
    .onConflict((conflict) => conflict.column('key').doUpdateSet((row) => ({ value: row.ref('excluded.value') })))
    .execute()
}

/** Gives those who were made. The plan has to be of this transaction, and without faults. */
export async function carryOut(
  trx: Trx,
  { planned }: Pick<Plan, 'planned'>,
  cohort: string,
  now: number,
): Promise<Row<'person'>[]> {
  await removeLeaving(trx, planned, cohort)
  await freeAddresses(trx, planned)
  for (const one of planned) {
    if (one.kind !== 'changed' && one.kind !== 'joins') continue
    await changeDetails(trx, one)
    if (one.kind === 'joins') await addMember(trx, cohort, one.person.id, one.row.role, now)
    else if (one.changes.role) await changeRoleOf(trx, cohort, one)
  }
  return makeNew(trx, planned, cohort, now)
}

async function removeLeaving(trx: Trx, planned: readonly Planned[], cohort: string): Promise<void> {
  const ids = planned.flatMap((one) => (one.kind === 'leaves' ? [one.person.id] : []))
  for (const some of chunks(ids))
    await trx.deleteFrom('membership').where('cohort_id', '=', cohort).where('person_id', 'in', some).execute()
}

/** First all that change, so that two people may swap theirs. */
async function freeAddresses(trx: Trx, planned: readonly Planned[]): Promise<void> {
  const ids = planned.flatMap((one) => ('changes' in one && one.changes.email ? [one.person.id] : []))
  for (const some of chunks(ids)) await trx.updateTable('person').set({ email: null }).where('id', 'in', some).execute()
}

type Changing = Extract<Planned, { kind: 'joins' | 'changed' }>

async function changeDetails(trx: Trx, { person, changes }: Changing): Promise<void> {
  const set = Object.fromEntries(
    (['name', 'email', 'sourceId'] as const).flatMap((field) => {
      const change = changes[field]
      return change ? [[COLUMN[field], change.to]] : []
    }),
  ) as Partial<Pick<Row<'person'>, 'name' | 'email' | 'source_id'>>
  if (Object.keys(set).length > 0) await trx.updateTable('person').set(set).where('id', '=', person.id).execute()
}

async function changeRoleOf(trx: Trx, cohort: string, { person, row }: Changing): Promise<void> {
  await trx
    .updateTable('membership')
    .set({ role: row.role })
    .where('cohort_id', '=', cohort)
    .where('person_id', '=', person.id)
    .execute()
}

async function makeNew(trx: Trx, planned: readonly Planned[], cohort: string, now: number): Promise<Row<'person'>[]> {
  const rows = planned.flatMap((one) => (one.kind === 'new' ? [one.row] : []))
  const people = rows.map(({ name, email, sourceId, username }) => ({
    name,
    email,
    sourceId,
    handleOf: username.replace(/@.*/s, ''),
  }))
  const made = await makePersons(trx, people, now)
  const memberships = made.map(({ id }, at) => ({
    cohort_id: cohort,
    person_id: id,
    role: rows[at]!.role,
    joined_at: now,
  }))
  for (const some of chunks(memberships)) await trx.insertInto('membership').values(some).execute()
  return made
}
