/** Signing in by the school, over HTTP; and what there is to sign in by. */
import * as client from 'openid-client'
import type { WaysIn } from '../../../../protocol/classroom/passkeys.ts'
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
  route({ method: 'GET', path: BACK, rule: ANYONE, handle: (call) => asPage(call, (going) => back(call, going)) }),
]

async function waysIn({ classroom, query, locale }: Call<unknown>): Promise<Answer> {
  const { school, origin } = classroom
  const code = query.get('refused')
  const json: WaysIn = {
    passkeys: placeOf(origin) !== null,
    school: school ? { name: school.name, path: BEGIN } : null,
    refused: code === null ? null : refusedInWords(code, locale),
  }
  return { json }
}

/** Nothing of the query itself is told: who made the link may have written it. */
function refusedInWords(code: string, locale: 'en' | 'zh-cn'): WaysIn['refused'] {
  const words = wordsFor(locale)
  const said: Record<string, () => string> = {
    SCHOOL_NONE: words.schoolNone,
    SCHOOL_AWAY: words.schoolAway,
    SCHOOL_LATE: words.schoolLate,
    SCHOOL_WRONG: words.schoolWrong,
    SCHOOL_INACTIVE: words.schoolInactive,
    SCHOOL_TAKEN: words.schoolTaken,
  }
  return Object.hasOwn(said, code)
    ? { code, message: said[code]!() }
    : { code: 'SCHOOL_REFUSED', message: words.schoolRefused() }
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
async function back(call: Call<unknown>, going: Going): Promise<Answer> {
  const { classroom, query, headers, locale, now } = call
  const { database, origin } = classroom
  const school = demandSchool(call)
  const state = query.get('state') ?? ''
  const ours = state.length <= SCHOOL.query && hasState(headers.cookie, state, origin)
  const begun = ours ? await takeOnce(database.db, BEGUN, state, now) : null
  if (begun === null) throw new Refusal(410, 'SCHOOL_LATE', ['schoolLate'])
  const { nonce, verifier, to } = begun
  going.to = to
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

/** Where the browser was going, as far as it is known. */
type Going = { to: string | null }

/**
 * A browser comes here by itself, not a page's script: it is sent back to the page for signing in, in the language of the
 * page it comes from, which tells by the code what was refused.
 */
async function asPage(call: Call<unknown>, work: (going: Going) => Promise<Answer>): Promise<Answer> {
  const going: Going = { to: call.query.get('to') }
  try {
    return await work(going)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const query = new URLSearchParams({ refused: error.code })
    const to = going.to === null ? '/' : pathOfOurs(going.to, call.classroom.origin)
    if (to !== '/') query.set('to', to)
    const locale = /^\/(en|zh-cn)\//.exec(to)?.[1] ?? call.locale
    return { redirect: `/${locale}/class/sign-in/?${query}` }
  }
}
