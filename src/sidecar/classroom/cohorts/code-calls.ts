import type { MakeCode } from '../../../protocol/classroom/cohorts.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { signedIn } from '../people/coming-in.ts'
import { notedOfCohort } from '../people/noted.ts'
import { codesOf, makeCode, revoke, rotateCode } from './codes.ts'
import { demandLive } from './cohorts.ts'

export async function listCodes({ classroom, params }: Call<unknown>): Promise<Answer> {
  return { json: { codes: await codesOf(classroom.database.db, params.cohort!) } }
}

export async function addCode(call: Call<MakeCode>): Promise<Answer> {
  const { classroom, body, params, now } = call
  const cohort = params.cohort!
  const code = await classroom.database.db.transaction().execute(async (trx) => {
    await demandLive(trx, cohort)
    await notedOfCohort(trx, call, 'code.make', { ...body })
    return makeCode(trx, cohort, body, signedIn(call).id, now)
  })
  return { json: code, status: 201 }
}

export async function renewCode(call: Call<unknown>): Promise<Answer> {
  const { classroom, params, now } = call
  const code = await classroom.database.db.transaction().execute(async (trx) => {
    await demandLive(trx, params.cohort!)
    const made = await rotateCode(trx, params.cohort!, params.code!, signedIn(call).id, now)
    if (made === null) throw unknown()
    await notedOfCohort(trx, call, 'code.rotate', {})
    return made
  })
  return { json: code, status: 201 }
}

export async function removeCode(call: Call<unknown>): Promise<Answer> {
  const { classroom, params, now } = call
  await classroom.database.db.transaction().execute(async (trx) => {
    if ((await revoke(trx, params.cohort!, params.code!, now)) === null) throw unknown()
    await notedOfCohort(trx, call, 'code.revoke', {})
  })
  return { json: {} }
}

function unknown(): Refusal {
  return new Refusal(404, 'CODE_UNKNOWN', ['noSuchCode'])
}
