/** Signing in by the school, over HTTP; and what there is to sign in by. */
import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import * as client from 'openid-client'
import type { WaysIn } from '../../../../protocol/classroom/passkeys.ts'
import { inWords } from '../../../../protocol/sentence.ts'
import { type Answer, type Call, Refusal, type Route, route } from '../../http/route.ts'
import { keepOnce, takeOnce } from '../../once.ts'
import { wordsFor } from '../../words/index.ts'
import { comeIn } from '../coming-in.ts'
import { placeOf } from '../passkeys/place.ts'
import { accountFor } from './accounts.ts'
import { SCHOOL } from './limits.ts'
import type { School } from './school.ts'
import { BEGUN, hasState, pathOfOurs, stateCookie } from './state.ts'

const BEGIN = '/api/class/sign-in/school'
const BACK = `${BEGIN}/back`
const ANYONE = { who: 'anyone', limit: 'sign-in' } as const

export const oidcRoutes: Route[] = [
  route({ method: 'GET', path: '/api/class/ways-in', rule: ANYONE, handle: waysIn }),
  route({ method: 'GET', path: BEGIN, rule: ANYONE, handle: (call) => asPage(call, () => begin(call)) }),
  route({ method: 'GET', path: BACK, rule: ANYONE, handle: (call) => asPage(call, () => back(call)) }),
]

async function waysIn({ classroom }: Call<unknown>): Promise<Answer> {
  const { school, origin } = classroom
  const json: WaysIn = {
    passkeys: placeOf(origin) !== null,
    school: school ? { name: school.name, path: BEGIN } : null,
  }
  return { json }
}

/** Sends the browser to the school. */
async function begin(call: Call<unknown>): Promise<Answer> {
  const { classroom, query, now } = call
  const { origin } = classroom
  const checks = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  }
  const url = await demandSchool(call).begin(`${origin}${BACK}`, checks)
  const { state, nonce, verifier } = checks
  const body = { nonce, verifier, to: pathOfOurs(query.get('to'), origin) }
  await keepOnce(classroom.database.db, BEGUN, state, body, now + SCHOOL.signInMs)
  return { redirect: url.href, headers: { 'Set-Cookie': stateCookie(state, origin) } }
}

/** The school sends it back, with a code that is good once. */
async function back(call: Call<unknown>): Promise<Answer> {
  const { classroom, query, headers, locale, now } = call
  const { database, origin } = classroom
  const school = demandSchool(call)
  const state = query.get('state') ?? ''
  const ours = state.length <= SCHOOL.query && hasState(headers.cookie, state, origin)
  const begun = ours ? await takeOnce(database.db, BEGUN, state, now) : null
  if (begun === null) throw new Refusal(410, 'SCHOOL_LATE', ['schoolLate'])
  const { nonce, verifier, to } = begun
  const claims = await school.finish(new URL(`${BACK}?${query}`, origin), { state, nonce, verifier })
  const person = await accountFor(database.db, claims, { now, locale })
  const answer = await comeIn(call, person)
  return { redirect: to, ...('cookie' in answer && { cookie: answer.cookie ?? null }) }
}

/** Throws Refusal SCHOOL_NONE. */
function demandSchool({ classroom }: Call<unknown>): School {
  if (!classroom.school) throw new Refusal(404, 'SCHOOL_NONE', ['schoolNone'])
  return classroom.school
}

const STYLE =
  ':root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}body{margin:0;padding:2rem 1.25rem;display:grid;justify-content:center}main{max-width:34rem}h1{font-size:1.25rem}a{color:inherit}code{font-size:.875rem;opacity:.75}'
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** A browser comes here by itself, not a page's script: what is refused is told on a page. */
async function asPage(call: Call<unknown>, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const words = wordsFor(call.locale)
    const said = error.told === null ? error.message : inWords(words, error.told)
    const content = await html`<!doctype html>
<html lang="${call.locale === 'zh-cn' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${words.schoolTitle()} · wirebook</title>
<style>${raw(STYLE)}</style></head>
<body><main><h1>${words.schoolTitle()}</h1><p>${said}</p><p><code>${error.code}</code></p>
<p><a href="/">${words.schoolBack()}</a></p></main></body></html>`
    const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-${STYLE_HASH}'`
    return { html: String(content), status: error.status, headers: { 'Content-Security-Policy': policy } }
  }
}
