/** LTI 1.3 Advantage over HTTP: what platforms and their people call, what administrators and instructors see to. */
import { MoveContext, PlatformInput } from '../../../protocol/classroom/lti.ts'
import { type Answer, type Call, type Route, route } from '../http/route.ts'
import { again, overview, scores, syncMembers } from './cohort-calls.ts'
import { ChoiceForm, choose } from './deep-link.ts'
import { LoginInput } from './kept.ts'
import { LaunchForm, launch } from './launch.ts'
import { loginByForm, loginByQuery } from './login.ts'
import { change, listPlatforms, moveContext, register, remove, test } from './platform-calls.ts'
import { publicKeys } from './tool-keys.ts'

const ANYONE = { who: 'anyone', limit: 'lti' } as const
const ADMIN = { who: 'admin' } as const
const ASSISTANT = { who: 'member', atLeast: 'assistant' } as const
const INSTRUCTOR = { who: 'member', atLeast: 'instructor' } as const

const LTI = '/api/class/lti'
const COHORT = '/api/class/cohorts/:cohort/lti'

/** Calls from another site have no `me`; the state guards them, and of a choice the value that its page bears. */
const FORM = { method: 'POST', rule: ANYONE, form: true, crossSite: true } as const

export const ltiRoutes: Route[] = [
  route({ method: 'GET', path: `${LTI}/keys`, rule: ANYONE, handle: keys }),
  route({ method: 'GET', path: `${LTI}/login`, rule: ANYONE, crossSite: true, handle: loginByQuery }),
  route({ ...FORM, path: `${LTI}/login`, body: LoginInput, handle: loginByForm }),
  route({ ...FORM, path: `${LTI}/launch`, body: LaunchForm, handle: launch }),
  route({ ...FORM, path: `${LTI}/deep-link`, body: ChoiceForm, handle: choose }),

  route({ method: 'GET', path: `${LTI}/platforms`, rule: ADMIN, handle: listPlatforms }),
  route({ method: 'POST', path: `${LTI}/platforms`, rule: ADMIN, body: PlatformInput, handle: register }),
  route({ method: 'PUT', path: `${LTI}/platforms/:platform`, rule: ADMIN, body: PlatformInput, handle: change }),
  route({ method: 'DELETE', path: `${LTI}/platforms/:platform`, rule: ADMIN, handle: remove }),
  route({ method: 'POST', path: `${LTI}/platforms/:platform/test`, rule: ADMIN, handle: test }),
  route({
    method: 'PUT',
    path: `${LTI}/platforms/:platform/contexts`,
    rule: ADMIN,
    body: MoveContext,
    handle: moveContext,
  }),

  route({ method: 'GET', path: COHORT, rule: ASSISTANT, handle: overview }),
  route({ method: 'POST', path: `${COHORT}/members`, rule: INSTRUCTOR, handle: syncMembers }),
  route({ method: 'GET', path: `${COHORT}/scores`, rule: ASSISTANT, handle: scores }),
  route({ method: 'POST', path: `${COHORT}/scores/:score/again`, rule: INSTRUCTOR, handle: again }),
]

/** Platforms keep them a little while. */
async function keys({ classroom, now }: Call<unknown>): Promise<Answer> {
  const json = await publicKeys(classroom.database.db, now)
  return { json, headers: { 'Cache-Control': 'public, max-age=300', 'Cross-Origin-Resource-Policy': 'cross-origin' } }
}
