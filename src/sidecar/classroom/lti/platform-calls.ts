/** An administrator's calls about platforms. */
import type { PlatformInput } from '../../../protocol/classroom/lti.ts'
import type { Trx } from '../../database/database.ts'
import { audited } from '../audit.ts'
import type { Answer, Call } from '../http/route.ts'
import { signedIn } from '../people/coming-in.ts'
import { setupOf } from './login.ts'
import { addPlatform, allPlatforms, changePlatform, removePlatform } from './platforms.ts'

export async function listPlatforms({ classroom }: Call<unknown>): Promise<Answer> {
  return { json: { tool: setupOf(classroom.origin), platforms: await allPlatforms(classroom.database.db) } }
}

export async function register(call: Call<PlatformInput>): Promise<Answer> {
  const platform = await call.classroom.database.db.transaction().execute(async (trx) => {
    const added = await addPlatform(trx, call.body, call.now)
    await note(trx, call, 'lti.platform.add', added.id, call.body)
    return added
  })
  return { json: platform, status: 201 }
}

export async function change(call: Call<PlatformInput>): Promise<Answer> {
  const platform = await call.classroom.database.db.transaction().execute(async (trx) => {
    const changed = await changePlatform(trx, call.params.platform!, call.body)
    await note(trx, call, 'lti.platform.change', changed.id, call.body)
    return changed
  })
  return { json: platform }
}

export async function remove(call: Call<unknown>): Promise<Answer> {
  await call.classroom.database.db.transaction().execute(async (trx) => {
    await removePlatform(trx, call.params.platform!)
    await note(trx, call, 'lti.platform.remove', call.params.platform!, {})
  })
  return { json: {} }
}

function note(trx: Trx, call: Call<unknown>, action: string, subject: string, detail: object): Promise<void> {
  return audited(trx, { at: call.now, by: signedIn(call).id, cohort: null, action, subject, detail })
}
