/** An administrator's calls about platforms. */

import type { LtiPlatforms, MoveContext, PlatformInput } from '../../../protocol/classroom/lti.ts'
import { demandLive } from '../cohorts/cohorts.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { noted } from '../people/noted.ts'
import { platformOf, setupOf } from './login.ts'
import { addPlatform, allContexts, allPlatforms, changePlatform, removePlatform } from './platforms.ts'
import { tryPlatform } from './trying.ts'

export async function listPlatforms({ classroom }: Call<unknown>): Promise<Answer> {
  const { origin, database } = classroom
  const { db } = database
  const json: LtiPlatforms = {
    tool: setupOf(origin),
    platforms: await allPlatforms(db),
    contexts: await allContexts(db),
  }
  return { json }
}

/** Writes nothing, and is told nothing of what the platform answers but whether it is right. */
export async function test(call: Call<unknown>): Promise<Answer> {
  const { database, clock } = call.classroom
  return { json: await tryPlatform({ db: database.db, clock }, await platformOf(call, call.params.platform!)) }
}

/** Links and ledger come along; who is in which class stays as it is. */
export async function moveContext(call: Call<MoveContext>): Promise<Answer> {
  const { classroom, body, params } = call
  const { db } = classroom.database
  await db.transaction().execute(async (trx) => {
    await demandLive(trx, body.cohort)
    const { numUpdatedRows } = await trx
      .updateTable('lti_context')
      .set({ cohort_id: body.cohort })
      .where('platform_id', '=', params.platform!)
      .where('context', '=', body.context)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Refusal(404, 'LTI_CONTEXT_UNKNOWN', ['ltiNoSuchContext'])
    const of = { cohort: body.cohort, subject: params.platform! }
    await noted(trx, call, { ...of, action: 'lti.context.move', detail: { context: body.context } })
  })
  return { json: { contexts: await allContexts(db) } }
}

export async function register(call: Call<PlatformInput>): Promise<Answer> {
  const platform = await call.classroom.database.db.transaction().execute(async (trx) => {
    const added = await addPlatform(trx, call.body, call.now)
    await noted(trx, call, { cohort: null, action: 'lti.platform.add', subject: added.id, detail: call.body })
    return added
  })
  return { json: platform, status: 201 }
}

export async function change(call: Call<PlatformInput>): Promise<Answer> {
  const platform = await call.classroom.database.db.transaction().execute(async (trx) => {
    const changed = await changePlatform(trx, call.params.platform!, call.body)
    await noted(trx, call, { cohort: null, action: 'lti.platform.change', subject: changed.id, detail: call.body })
    return changed
  })
  return { json: platform }
}

export async function remove(call: Call<unknown>): Promise<Answer> {
  await call.classroom.database.db.transaction().execute(async (trx) => {
    await removePlatform(trx, call.params.platform!)
    await noted(trx, call, { cohort: null, action: 'lti.platform.remove', subject: call.params.platform!, detail: {} })
  })
  return { json: {} }
}
