/** What administrators do for one person: sign-ins, classes, and what is stored of them. */

import type { DeletePerson, MadeLink, MakeInstructor, PersonDeleted } from '../../../protocol/classroom/people.ts'
import type { Db, Trx } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import { demandLive } from '../cohorts/cohorts.ts'
import { addMember, changeRole } from '../cohorts/members.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { aboutPerson, deletePerson, LastAdminError } from '../operate/delete-person.ts'
import { exportPerson } from '../operate/export-person.ts'
import { signedIn, tellSignedOut } from './coming-in.ts'
import { makePersonalLink } from './links.ts'
import { noted } from './noted.ts'
import { endAllSignIns } from './sign-ins.ts'

/**
 * For somebody who lost what they sign in with, or whose account another has: the passphrase and all passkeys hold no
 * longer, every browser is signed out, earlier links are void, and a new one lets them in. What the school or a learning
 * platform says about them stays.
 */
export async function resetSignIn(call: Call<unknown>): Promise<Answer> {
  const { classroom, now } = call
  const { database, origin } = classroom
  const link = await database.db.transaction().execute(async (trx): Promise<MadeLink> => {
    const { id } = await personOf(trx, call)
    await trx
      .deleteFrom('credential')
      .where('person_id', '=', id)
      .where('kind', 'in', ['passphrase', 'passkey'])
      .execute()
    await trx.deleteFrom('personal_link').where('person_id', '=', id).where('used_at', 'is', null).execute()
    await endAllSignIns(trx, id)
    await tellSignedOut(trx, classroom, id)
    await noted(trx, call, { cohort: null, action: 'person.reset', subject: id, detail: {} })
    return makePersonalLink(trx, { person: id, cohort: null, origin, now })
  })
  return { json: link, status: 201 }
}

/** In every browser. Their passphrase stays. */
export async function signOutOther(call: Call<unknown>): Promise<Answer> {
  const { classroom } = call
  await classroom.database.db.transaction().execute(async (trx) => {
    const { id } = await personOf(trx, call)
    await endAllSignIns(trx, id)
    await tellSignedOut(trx, classroom, id)
    await noted(trx, call, { cohort: null, action: 'person.sign-out', subject: id, detail: {} })
  })
  return { json: {} }
}

export async function makeInstructor(call: Call<MakeInstructor>): Promise<Answer> {
  const { classroom, body, now } = call
  const { cohort } = body
  await classroom.database.db.transaction().execute(async (trx) => {
    const { id } = await personOf(trx, call)
    await demandLive(trx, cohort)
    const added = await addMember(trx, cohort, id, 'instructor', now)
    if (!added) await changeRole(trx, cohort, id, 'instructor')
    const action = added ? 'member.add' : 'member.role'
    await noted(trx, call, { cohort, action, subject: id, detail: { role: 'instructor', by: 'admin' } })
    await classroom.bus.publish(trx, `cohort:${cohort}`, { type: 'members' })
  })
  return { json: {} }
}

/** All that is stored of them, for them to read. */
export async function exportOne(call: Call<unknown>): Promise<Answer> {
  const { db } = call.classroom.database
  const { id, handle } = await personOf(db, call)
  const told = await exportPerson(db, id, call.now)
  await noted(db, call, { cohort: null, action: 'person.export', subject: id, detail: {} })
  return {
    file: `${handle}.json`,
    type: 'application/json; charset=utf-8',
    content: `${JSON.stringify(told, null, 2)}\n`,
  }
}

/** What deleting would do. */
export async function aboutOne(call: Call<unknown>): Promise<Answer> {
  const { db } = call.classroom.database
  const { id } = await personOf(db, call)
  return { json: await aboutPerson(db, id) }
}

/** Throws Refusal DELETE_UNCONFIRMED, LAST_ADMIN; then nothing was deleted. */
export async function deleteOne(call: Call<DeletePerson>): Promise<Answer> {
  const { classroom, body, now } = call
  const { db } = classroom.database
  const person = await personOf(db, call)
  if (body.handle.trim() !== person.handle)
    throw new Refusal(409, 'DELETE_UNCONFIRMED', ['deleteUnconfirmed', person.handle], { where: 'handle' })
  const by = signedIn(call).id
  try {
    const json: PersonDeleted = await deletePerson(db, classroom.bus, person, now, by === person.id ? null : by)
    return { json }
  } catch (error) {
    if (error instanceof LastAdminError) throw new Refusal(409, 'LAST_ADMIN', ['lastAdmin'])
    throw error
  }
}

/** Of the path. Throws Refusal PERSON_UNKNOWN. */
async function personOf(db: Db | Trx, { params }: Call<unknown>): Promise<Row<'person'>> {
  const row = await db.selectFrom('person').selectAll().where('id', '=', params.person!).executeTakeFirst()
  if (!row) throw new Refusal(404, 'PERSON_UNKNOWN', ['noSuchPerson'])
  return row
}
