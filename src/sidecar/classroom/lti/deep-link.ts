/** Deep linking: somebody who teaches chooses what a link opens; the choice goes back signed (Deep Linking 2.0 §4). */
import { html } from 'hono/html'
import { SignJWT } from 'jose'
import { z } from 'zod'
import { LTI_LIMITS, LTI_POINTS } from '../../../protocol/classroom/lti.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { keepOnce, takeOnce } from '../once.ts'
import { newToken } from '../people/token.ts'
import { wordsFor } from '../words/index.ts'
import { type Choosing, DEEP_LINKING, NAMES, type User } from './claims.ts'
import { choices, customOf, type LinkTarget, pointsOf, type Target, targetNamed, titleOf } from './content.ts'
import { ANSWER, type Answering } from './kept.ts'
import { LTI_TIMES } from './limits.ts'
import { platformOf, setupOf } from './login.ts'
import { asPage, page } from './page.ts'
import { mayChoose } from './roles.ts'
import { signer, TOOL_ALGORITHM } from './tool-keys.ts'

export type ToChoose = { platform: string; deployment: string; user: User; choosing: Choosing }

/** Nobody is signed in by it, and no account is made: the page bears the right to this one answer. */
export async function choosingPage(call: Call<unknown>, request: ToChoose): Promise<Answer> {
  const { platform, deployment, user, choosing } = request
  const { classroom, now } = call
  if (!mayChoose(user.roles)) throw new Refusal(403, 'LTI_ROLE', ['ltiMayNotChoose'])
  if (!choosing.takesLinks) throw new Refusal(409, 'LTI_NO_LINKS', ['ltiNoLinks'])
  const locale = user.locale ?? call.locale
  const { returnUrl, takesLineItem, data } = choosing
  const answering: Answering = { platform, deployment, returnUrl, takesLineItem, data, locale }
  const { token } = newToken()
  await keepOnce(classroom.database.db, ANSWER, token, answering, now + LTI_TIMES.choosingMs)
  const words = wordsFor(locale)
  const option = (target: Target) => {
    const title = titleOf(target, classroom.course, locale)
    const said = target.kind === 'lesson' ? words.ltiLesson(title) : words.ltiExercise(title)
    return html`<option value="${target.kind}:${target.ref}">${said}</option>`
  }
  const groups = choices().map(
    ({ unit, targets }) =>
      html`<optgroup label="${unit.number} ${unit.title[locale]}">${targets.map(option)}</optgroup>`,
  )
  const points = html`<label>${words.ltiPoints()}
<input name="points" type="number" min="1" max="${LTI_LIMITS.points}" step="any" value="${LTI_POINTS}" required></label>`
  const body = html`<form method="post" action="${setupOf(classroom.origin).launchUrl.replace('/launch', '/deep-link')}">
<input type="hidden" name="token" value="${token}">
<label>${words.ltiChoice()}<select name="choice" required size="12">${groups}</select></label>
${takesLineItem ? points : ''}
<button>${words.ltiAdd()}</button></form>`
  return page({ locale, title: words.ltiChoose(), body })
}

export const ChoiceForm = z.object({
  token: z.string().max(64),
  choice: z.string().max(200).default(''),
  points: z.string().max(20).optional(),
})
export type ChoiceForm = z.infer<typeof ChoiceForm>

/** A page whose form goes to the platform by itself. */
export function choose(call: Call<ChoiceForm>): Promise<Answer> {
  return asPage(call, async () => {
    const { classroom, body, now } = call
    const { db } = classroom.database
    const [kind, ref] = body.choice.split(':')
    const target = targetNamed(kind, ref)
    if (target === null) throw new Refusal(400, 'LTI_CHOICE', ['ltiChoiceUnknown'], { where: 'choice' })
    const answering = await takeOnce(db, ANSWER, body.token, now)
    if (answering === null) throw new Refusal(403, 'LTI_STATE', ['ltiState'])
    const jwt = await response(call, answering, { ...target, maxPoints: pointsOf(body.points) })
    const words = wordsFor(answering.locale)
    const form = html`<form method="post" action="${answering.returnUrl}">
<input type="hidden" name="JWT" value="${jwt}"><button>${words.ltiReturn()}</button></form>`
    return page({ locale: answering.locale, title: words.ltiReturning(), body: form, send: true })
  })
}

/** Issuer and audience are the other way round: we speak as the client that the platform knows. */
async function response(call: Call<unknown>, answering: Answering, target: LinkTarget): Promise<string> {
  const { classroom, now } = call
  const { deployment, data, takesLineItem, locale } = answering
  const platform = await platformOf(call, answering.platform)
  const { kid, key } = await signer(classroom.database.db, now)
  const title = titleOf(target, classroom.course, locale)
  const graded = takesLineItem && target.kind === 'exercise'
  const item = {
    type: 'ltiResourceLink',
    title,
    url: `${setupOf(classroom.origin).launchUrl}?${target.kind}=${target.ref}`,
    custom: customOf(target),
    window: { targetName: 'wirebook' },
    ...(graded && { lineItem: { scoreMaximum: target.maxPoints, label: title, resourceId: target.ref } }),
  }
  const claims = {
    nonce: newToken().token,
    [NAMES.type]: 'LtiDeepLinkingResponse',
    [NAMES.version]: '1.3.0',
    [NAMES.deployment]: deployment,
    [`${DEEP_LINKING}content_items`]: [item],
    // Comes back as it was given, or not at all.
    ...(data !== null && { [`${DEEP_LINKING}data`]: data }),
  }
  const at = Math.floor(now / 1_000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: TOOL_ALGORITHM, kid, typ: 'JWT' })
    .setIssuer(platform.clientId)
    .setAudience(platform.issuer)
    .setIssuedAt(at)
    .setExpirationTime(at + LTI_TIMES.assertionMs / 1_000)
    .sign(key)
}
