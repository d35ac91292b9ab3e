/** Calls about cohorts and their members. */

import type { AuditAction } from '../../../protocol/classroom/audit.ts'
import type { ChangeCohort, ChangeMember, Cohort, MakeCohort } from '../../../protocol/classroom/cohorts.ts'
import type { Trx } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { signedIn } from '../people/coming-in.ts'
import { noted } from '../people/noted.ts'
import { allCohorts, changeCohort, cohortNamed, cohortOf, cohortsOf, demandLive, makeCohort } from './cohorts.ts'
import { addMember, changeRole, membersOf, removeMember } from './members.ts'

export async function list(call: Call<unknown>): Promise<Answer> {
  return { json: { cohorts: await cohortsOf(call.classroom.database.db, signedIn(call).roles) } }
}

export async function listAll(call: Call<unknown>): Promise<Answer> {
  return { json: { cohorts: await allCohorts(call.classroom.database.db, signedIn(call).roles) } }
}

export async function make(call: Call<MakeCohort>): Promise<Answer> {
  const { id } = signedIn(call)
  const cohort = await call.classroom.database.db.transaction().execute(async (trx) => {
    const made = await makeCohort(trx, call.body, id, call.now)
    await noted(trx, call, { cohort: made.id, action: 'cohort.make', subject: made.id, detail: call.body })
    return made
  })
  return { json: cohort, status: 201 }
}

export async function one(call: Call<unknown>): Promise<Answer> {
  const id = call.params.cohort!
  const row = await cohortNamed(call.classroom.database.db, id)
  if (row === null) throw new Refusal(404, 'COHORT_UNKNOWN', ['cohortUnknown'])
  return { json: await alone(call, row) }
}

/** As it is told by itself. */
async function alone(call: Call<unknown>, row: Row<'cohort'>): Promise<Cohort> {
  const platform = await call.classroom.database.db.selectFrom('lti_platform').select('id').limit(1).executeTakeFirst()
  return { ...cohortOf(row, signedIn(call).roles.get(row.id) ?? null), lti: platform !== undefined }
}

export async function change(call: Call<ChangeCohort>): Promise<Answer> {
  const id = call.params.cohort!
  const row = await call.classroom.database.db.transaction().execute(async (trx) => {
    const changed = await changeCohort(trx, id, call.body, call.now)
    if (changed === null) throw new Refusal(404, 'COHORT_UNKNOWN', ['cohortUnknown'])
    await noted(trx, call, { cohort: id, action: 'cohort.change', subject: id, detail: call.body })
    await call.classroom.bus.publish(trx, `cohort:${id}`, { type: 'cohort' })
    return changed
  })
  return { json: await alone(call, row) }
}

/** Makes an administrator an instructor of a cohort. */
export async function enterAsAdmin(call: Call<unknown>): Promise<Answer> {
  const id = call.params.cohort!
  const me = signedIn(call)
  const row = await call.classroom.database.db.transaction().execute(async (trx) => {
    const cohort = await cohortNamed(trx, id)
    if (cohort === null) throw new Refusal(404, 'COHORT_UNKNOWN', ['cohortUnknown'])
    if (!(await addMember(trx, id, me.id, 'instructor', call.now)))
      throw new Refusal(409, 'ALREADY_MEMBER', ['alreadyMember', cohort.title])
    await noted(trx, call, { cohort: id, action: 'member.enter-as-admin', subject: me.id, detail: {} })
    await membersChanged(trx, call)
    return cohort
  })
  return { json: cohortOf(row, 'instructor'), status: 201 }
}

export async function members({ classroom, params }: Call<unknown>): Promise<Answer> {
  return { json: { members: await membersOf(classroom.database.db, params.cohort!) } }
}

export async function changeOne(call: Call<ChangeMember>): Promise<Answer> {
  return changing(call, 'member.role', call.params.person!, (trx, cohort, person) =>
    changeRole(trx, cohort, person, call.body.role),
  )
}

export async function removeOne(call: Call<unknown>): Promise<Answer> {
  return changing(call, 'member.remove', call.params.person!, removeMember)
}

export async function leave(call: Call<unknown>): Promise<Answer> {
  return changing(call, 'member.leave', signedIn(call).id, removeMember)
}

async function changing(
  call: Call<unknown>,
  action: AuditAction,
  person: string,
  act: (trx: Trx, cohort: string, person: string) => Promise<void>,
): Promise<Answer> {
  const id = call.params.cohort!
  await call.classroom.database.db.transaction().execute(async (trx) => {
    await demandLive(trx, id)
    await act(trx, id, person)
    await noted(trx, call, { cohort: id, action, subject: person, detail: (call.body as object | undefined) ?? {} })
    await membersChanged(trx, call)
  })
  return { json: {} }
}

/** Whoever shows the class asks anew. */
async function membersChanged(trx: Trx, { classroom, params }: Call<unknown>): Promise<void> {
  await classroom.bus.publish(trx, `cohort:${params.cohort!}`, { type: 'members' })
}
