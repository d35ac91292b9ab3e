/** A sign-in that a platform begins (OpenID Connect Core §4, third-party initiated; LTI 1.3 Core §4.1). */
import { html } from 'hono/html'
import type { Platform, ToolSetup } from '../../../protocol/classroom/lti.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { keepOnce, lookOnce } from '../once.ts'
import { newToken } from '../people/token.ts'
import { wordsFor } from '../words/index.ts'
import { LoginInput, STATE } from './kept.ts'
import { LTI_TIMES } from './limits.ts'
import { asPage, page } from './page.ts'
import { platformNamed, platformOfLogin } from './platforms.ts'
import { stateCookie } from './state-cookie.ts'

const BASE = '/api/class/lti'

export function setupOf(origin: string): ToolSetup {
  return {
    loginUrl: `${origin}${BASE}/login`,
    launchUrl: `${origin}${BASE}/launch`,
    deepLinkingUrl: `${origin}${BASE}/launch?choose`,
    keysUrl: `${origin}${BASE}/keys`,
  }
}

export function loginByForm(call: Call<LoginInput>): Promise<Answer> {
  return asPage(call, () => login(call, call.body))
}

/** `again`: the state of one that was begun in a frame. */
export function loginByQuery(call: Call<unknown>): Promise<Answer> {
  return asPage(call, async () => {
    const again = call.query.get('again')
    if (again === null) return login(call, inputOf(call.query))
    const begun = await lookOnce(call.classroom.database.db, STATE, again, call.now, { used: true })
    if (begun === null) throw new Refusal(410, 'LTI_STATE', ['ltiState'])
    return login(call, begun.login)
  })
}

function inputOf(query: URLSearchParams): LoginInput {
  const parsed = LoginInput.safeParse(Object.fromEntries(query))
  if (!parsed.success) {
    const where = parsed.error.issues[0]!.path.join('.')
    throw new Refusal(400, 'LTI_LOGIN', ['ltiLogin', where], { where })
  }
  return parsed.data
}

async function login(call: Call<unknown>, input: LoginInput): Promise<Answer> {
  const { classroom, now, headers } = call
  const { origin, database } = classroom
  const platform = await platformOfLogin(database.db, input)
  const target = URL.canParse(input.target_link_uri) ? new URL(input.target_link_uri) : null
  if (target?.origin !== origin)
    throw new Refusal(400, 'LTI_TARGET', ['ltiTarget', input.target_link_uri.slice(0, 200), setupOf(origin).launchUrl])
  const { token: nonce } = newToken()
  const begun = { platform: platform.id, nonce, login: input }
  const { token: state } = newToken()
  await keepOnce(database.db, STATE, state, begun, now + LTI_TIMES.loginMs)
  // In a frame nobody can be signed in: our cookie is SameSite=Lax, and no page of the course may be framed. Asked before
  // the platform is, since some take a hint only once. Choosing needs no cookie of ours, and answers where it was asked.
  if (headers['sec-fetch-dest'] === 'iframe' && !target.searchParams.has('choose')) return newWindow(call, state)
  return {
    redirect: authorization(platform, input, { state, nonce, launchUrl: setupOf(origin).launchUrl }),
    headers: { 'Set-Cookie': stateCookie(state, origin), 'Cross-Origin-Opener-Policy': 'unsafe-none' },
  }
}

/** OpenID Connect Core §3.2.2.1, with what LTI asks for (Security Framework 1.0 §5.1.1.2). Pure. */
export function authorization(
  { authorizationUrl, clientId }: Pick<Platform, 'authorizationUrl' | 'clientId'>,
  { login_hint, lti_message_hint }: Pick<LoginInput, 'login_hint' | 'lti_message_hint'>,
  { state, nonce, launchUrl }: { state: string; nonce: string; launchUrl: string },
): string {
  const url = new URL(authorizationUrl)
  const query = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: clientId,
    redirect_uri: launchUrl,
    login_hint,
    ...(lti_message_hint !== undefined && { lti_message_hint }),
    state,
    nonce,
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** A link, not a form: it opens a window of its own, where our cookies are ours. */
export function newWindow({ locale, classroom }: Call<unknown>, state: string): Promise<Answer> {
  const words = wordsFor(locale)
  const href = `${setupOf(classroom.origin).loginUrl}?again=${encodeURIComponent(state)}`
  const body = html`<p>${words.ltiNewWindow()}</p>
<p><a class="go" href="${href}" target="_blank" rel="noopener">${words.ltiOpen()}</a></p>`
  return page({ locale, title: words.ltiOpenTitle(), body })
}

/** Of a sign-in whose record names it; it may have been removed meanwhile. */
export async function platformOf(call: Call<unknown>, id: string): Promise<Platform> {
  const platform = await platformNamed(call.classroom.database.db, id)
  if (platform === null) throw new Refusal(404, 'LTI_PLATFORM_UNKNOWN', ['ltiNoSuchPlatform'])
  return platform
}
