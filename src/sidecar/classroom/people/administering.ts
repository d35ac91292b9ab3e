/** What administrators, and instructors for their own classes, do about people. */
import type { ChangePerson, MadeLink } from '../../../protocol/classroom/people.ts'
import type { Db, Trx } from '../../database/database.ts'
import { audited } from '../audit.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { signedIn, tellSignedOut } from './coming-in.ts'
import { makePersonalLink, mayLink } from './links.ts'
import { endAllSignIns } from './sign-ins.ts'

/** Somebody who may no longer sign in is out at once. Somebody has to administer. */
export async function changePerson({ classroom, body, params, me, now }: Call<ChangePerson>): Promise<Answer> {
  const id = params.person!
  await classroom.database.db.transaction().execute(async (trx) => {
    const changes = {
      ...(body.admin !== undefined && { admin: body.admin ? (1 as const) : (0 as const) }),
      ...(body.active !== undefined && { active: body.active ? (1 as const) : (0 as const) }),
    }
    // The administrators' rows are held, so that two cannot take the last one's place from each other.
    await trx.updateTable('person').set({ admin: 1 }).where('admin', '=', 1).execute()
    const { numUpdatedRows } = await trx
      .updateTable('person')
      .set(Object.keys(changes).length > 0 ? changes : (row) => ({ admin: row.ref('admin') }))
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Refusal(404, 'PERSON_UNKNOWN', ['noSuchPerson'])
    const left = await trx
      .selectFrom('person')
      .select('id')
      .where('admin', '=', 1)
      .where('active', '=', 1)
      .executeTakeFirst()
    if (!left) throw new Refusal(409, 'LAST_ADMIN', ['lastAdmin'])
    await audited(trx, {
      at: now,
      by: me?.id ?? null,
      cohort: null,
      action: 'person.change',
      subject: id,
      detail: body,
    })
    if (body.active !== false) return
    await endAllSignIns(trx, id)
    await tellSignedOut(trx, classroom, id)
  })
  return { json: {} }
}

/** By an administrator: for anybody. */
export async function linkByAdmin({ classroom, params, me, now }: Call<unknown>): Promise<Answer> {
  const { database, origin } = classroom
  const person = params.person!
  const link = await database.db.transaction().execute(async (trx) => {
    await demandPerson(trx, person)
    return makeLink(trx, { person, cohort: null, by: me?.id ?? null, origin, now })
  })
  return { json: link, status: 201 }
}

/** By an instructor: for a member of their class, as far as `mayLink` goes. */
export async function linkByInstructor(call: Call<unknown>): Promise<Answer> {
  const { classroom, params, now } = call
  const { database, origin } = classroom
  const me = signedIn(call)
  const person = params.person!
  const cohort = params.cohort!
  const link = await database.db.transaction().execute(async (trx) => {
    const standing = await standingOf(trx, person)
    if (!standing?.roles.has(cohort)) throw new Refusal(404, 'PERSON_UNKNOWN', ['personUnknown'])
    if (!mayLink(me.roles, standing)) throw new Refusal(403, 'LINK_OF_STAFF', ['linkOfStaff'])
    return makeLink(trx, { person, cohort, by: me.id, origin, now })
  })
  return { json: link, status: 201 }
}

type For = { person: string; cohort: string | null; by: string | null; origin: string; now: number }

async function makeLink(trx: Trx, { by, ...of }: For): Promise<MadeLink> {
  const { person: subject, cohort, now: at } = of
  await audited(trx, { at, by, cohort, action: 'person.link', subject, detail: {} })
  return makePersonalLink(trx, of)
}

async function demandPerson(trx: Trx, id: string): Promise<void> {
  const row = await trx.selectFrom('person').select('id').where('id', '=', id).executeTakeFirst()
  if (!row) throw new Refusal(404, 'PERSON_UNKNOWN', ['noSuchPerson'])
}

/** `claimed`: has come in before, or could: there is a way to sign in, a sign-in, or a link that was used. */
export async function standingOf(db: Db | Trx, id: string) {
  const person = await db.selectFrom('person').select('admin').where('id', '=', id).executeTakeFirst()
  if (!person) return null
  const memberships = await db
    .selectFrom('membership')
    .select(['cohort_id', 'role'])
    .where('person_id', '=', id)
    .execute()
  const roles = new Map(memberships.map(({ cohort_id, role }) => [cohort_id, role]))
  return { admin: person.admin === 1, claimed: await isClaimed(db, id), roles }
}

/** One after another: within a transaction there is one connection. */
async function isClaimed(db: Db | Trx, id: string): Promise<boolean> {
  const looks = [
    () => db.selectFrom('credential').select('id').where('person_id', '=', id).executeTakeFirst(),
    () => db.selectFrom('sign_in').select('id').where('person_id', '=', id).executeTakeFirst(),
    () =>
      db
        .selectFrom('personal_link')
        .select('used_at')
        .where('person_id', '=', id)
        .where('used_at', 'is not', null)
        .executeTakeFirst(),
  ]
  for (const look of looks) if ((await look()) !== undefined) return true
  return false
}
