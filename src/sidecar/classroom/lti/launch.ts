/** A platform's answer: an id_token by form post, from another site (LTI 1.3 Core §5). */
import { z } from 'zod'
import { isLoopbackUrl } from '../../../protocol/classroom/lti.ts'
import { retrying } from '../../database/transient.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { lookOnce, takeOnce } from '../once.ts'
import { choosingOf, NAMES, resourceLinkOf, userOf } from './claims.ts'
import { pageOf } from './content.ts'
import { choosingPage } from './deep-link.ts'
import { enter } from './enter.ts'
import { STATE } from './kept.ts'
import { newWindow, platformOf } from './login.ts'
import { asPage } from './page.ts'
import { hasState } from './state-cookie.ts'
import { verify } from './verify.ts'

export const LaunchForm = z.object({
  state: z.string().max(200).optional(),
  id_token: z.string().max(60_000).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(2_000).optional(),
})
export type LaunchForm = z.infer<typeof LaunchForm>

export function launch(call: Call<LaunchForm>): Promise<Answer> {
  return asPage(call, () => launched(call))
}

async function launched(call: Call<LaunchForm>): Promise<Answer> {
  const { classroom, body, headers, now } = call
  const { db } = classroom.database
  const { state = '', error, error_description } = body
  const begun = await lookOnce(db, STATE, state, now, { used: false })
  if (begun === null) throw new Refusal(403, 'LTI_STATE', ['ltiState'])
  if (error !== undefined)
    throw new Refusal(403, 'LTI_SAID', ['ltiSaid', `${error} ${error_description ?? ''}`.trim().slice(0, 300)])
  // Begun in another browser, or in a frame whose browser keeps no cookie of ours: then a window of its own helps.
  if (!hasState(headers.cookie, state, classroom.origin)) return newWindow(call, state)
  if ((await takeOnce(db, STATE, state, now)) === null) throw new Refusal(403, 'LTI_STATE', ['ltiState'])
  // Which platform it is stands in our own record, never in a token that nobody has checked yet.
  const platform = await platformOf(call, begun.platform)
  const { payload, message, deployment } = await verify(body.id_token ?? '', platform, begun.nonce, now)
  const user = userOf(message)
  const plain = isLoopbackUrl(platform.issuer)
  const type = message[NAMES.type]
  if (type === 'LtiDeepLinkingRequest') {
    const choosing = choosingOf(payload, plain)
    if (choosing === null) throw new Refusal(403, 'LTI_CLAIMS', ['ltiClaims', NAMES.settings])
    return choosingPage(call, { platform: platform.id, deployment, user, choosing })
  }
  if (type !== 'LtiResourceLinkRequest') throw new Refusal(403, 'LTI_TYPE', ['ltiType', type.slice(0, 100)])
  const link = resourceLinkOf(payload, plain)
  if (link === null) throw new Refusal(403, 'LTI_CLAIMS', ['ltiClaims', NAMES.resourceLink])
  if (headers['sec-fetch-dest'] === 'iframe') return newWindow(call, state)
  const { token, target } = await retrying(() =>
    db.transaction().execute((trx) => enter(trx, call, platform, user, link)),
  )
  return { redirect: pageOf(target, user.locale ?? call.locale), cookie: token }
}
