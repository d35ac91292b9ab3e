/**
 * The classroom's HTTP interface: a table of routes behind one door. In this order: is there such a route, whose address
 * is it, is it a page of ours, is the rate kept, who calls, does the rule let them, is the body right; then the route.
 *
 * It stands on node:http itself. A framework's router would be used with neither its middleware (the checks follow from a
 * route's fields) nor its request (a body has to be bounded in bytes and time, and refused with its connection, before
 * anything reads it); 405 and the test of all routes want the table as data in any case.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { chosenLocale, preferredLocale } from '../../http/locale.ts'
import { targetOf } from '../../http/target.ts'
import type { Classroom } from '../classroom.ts'
import { PEOPLE_TIMES } from '../people/limits.ts'
import { meOf } from '../people/persons.ts'
import { findSignIn } from '../people/sign-ins.ts'
import { addressKey, cameFrom, type Proxies } from './address.ts'
import { allow, PERSON_UNKNOWN, type Verdict } from './allow.ts'
import { bodyFor, discard, UNREAD } from './body.ts'
import { take } from './bucket.ts'
import { cookieFor, tokenOf } from './cookie.ts'
import { tooMany } from './failures.ts'
import { CALL_RATES, type CallRates, HTTP_LIMITS, type HttpLimits } from './limits.ts'
import { comesFromUs } from './origin.ts'
import { refusalOf, refuse, send } from './respond.ts'
import { type LimitName, type Me, Refusal, type Route } from './route.ts'
import { tableOf } from './table.ts'

/** All below it is the classroom's, whether there is a route or not. */
export const API = '/api/class/'
const LOCALES = ['en', 'zh-cn']

export type AppOptions = {
  classroom: Classroom
  routes: readonly Route[]
  proxies: Proxies
  limits?: Partial<HttpLimits>
  rates?: Partial<CallRates>
}

export type App = {
  /** False when the path is none of ours; then nothing was done. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
}

export function openApp({ classroom, routes, proxies, ...given }: AppOptions): App {
  const { log, clock, origin } = classroom
  const { db } = classroom.database
  const limits = { ...HTTP_LIMITS, ...given.limits }
  const rates = { ...CALL_RATES, ...given.rates }
  const table = tableOf(routes)
  const cookieMs = PEOPLE_TIMES.signInMs
  let warned = false

  /** Throws Refusal, or what went wrong with us. */
  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { method = '', headers } = request
    const found = table.find(method, url.pathname)
    if (!('route' in found)) throw nothingThere(found.allowed, response)
    const { route, params } = found
    const address = addressOf(request)
    if (!route.crossSite && !comesFromUs(method, headers, origin))
      throw new Refusal(403, 'ORIGIN_FOREIGN', ['originForeign'])
    const now = clock()
    if (route.rule.who === 'anyone') await demandRate(route.rule.limit, address, now)
    const token = route.crossSite ? null : tokenOf(headers.cookie, origin)
    const me = token === null ? null : await whoHas(token, response, now)
    await demand(allow(route.rule, me, params))
    const locale = localeOf(request)
    const body = await bodyFor(route, request, locale, limits)
    const agent = (headers['user-agent'] ?? '').slice(0, limits.agent)
    const query = url.searchParams
    const call = { classroom, me, params, query, body, address, token, agent, headers, locale, now }
    send(response, await route.handle(call), { origin, cookieMs })
  }

  /** Throws Refusal TLS_REQUIRED when a proxy of ours says that the browser came without. */
  function addressOf({ socket, headers }: IncomingMessage): string {
    const came = cameFrom(socket.remoteAddress, headers, proxies)
    if (came.unnamedProxy && !warned) {
      warned = true
      log.warn({ peer: came.address }, 'there is a proxy that --proxy does not name: all behind it share one limit')
    }
    if (came.scheme === 'http' && origin.startsWith('https:') && came.byProxy)
      throw new Refusal(403, 'TLS_REQUIRED', ['tlsRequired'])
    return came.address
  }

  /** A token that was due anew is on the response from here on, whatever the answer will be. */
  async function whoHas(token: string, response: ServerResponse, now: number): Promise<Me | null> {
    const signedIn = await findSignIn(db, token, now)
    if (signedIn === null) return null
    if (signedIn.fresh !== null) response.setHeader('Set-Cookie', cookieFor(signedIn.fresh, origin, cookieMs))
    return meOf(db, signedIn.person)
  }

  async function demandRate(name: LimitName, address: string, now: number): Promise<void> {
    const { address: each, all } = rates[name]
    const key = `${name}:${addressKey(address)}`
    const wait = (await take(db, key, each, now)) || (await take(db, `${name}:`, all, now))
    tooMany(wait, (seconds) => ['tooMany', seconds])
  }

  async function demand(verdict: Verdict): Promise<void> {
    if (verdict.allowed === true) return
    if (verdict.allowed === false) throw new Refusal(verdict.status, verdict.code, verdict.said)
    const member = await db
      .selectFrom('membership')
      .select('person_id')
      .where('cohort_id', '=', verdict.cohort)
      .where('person_id', '=', verdict.person)
      .executeTakeFirst()
    if (!member) await demand(PERSON_UNKNOWN)
  }

  async function tell(error: unknown, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { refusal, ours } = refusalOf(error)
    if (ours) log.error({ err: told(error), method: request.method, path }, 'a request failed')
    const unread = UNREAD.has(refusal.status)
    if (refusal.status === 413) await discard(request, limits)
    if (unread) response.setHeader('Connection', 'close')
    refuse(response, refusal, localeOf(request))
  }

  return {
    handle(request, response) {
      const url = urlOf(request, limits.path)
      if (url === null) return false
      if (!url.pathname.startsWith(API) && !table.has(url.pathname)) return false
      answer(request, response, url).catch((error: unknown) => tell(error, request, response, url.pathname))
      return true
    },
  }
}

function nothingThere(allowed: readonly string[], response: ServerResponse): Refusal {
  if (allowed.length === 0) return new Refusal(404, 'PATH_UNKNOWN', ['pathUnknown'])
  response.setHeader('Allow', allowed.join(', '))
  return new Refusal(405, 'METHOD_UNKNOWN', ['methodUnknown', allowed.join(', ')])
}

/** Null for what is no path, and for one that is too long to be one of ours. */
function urlOf(request: IncomingMessage, longest: number): URL | null {
  return (request.url ?? '').length > longest ? null : targetOf(request)
}

function localeOf({ headers }: IncomingMessage): 'en' | 'zh-cn' {
  const locale = chosenLocale(headers.cookie, LOCALES) ?? preferredLocale(headers['accept-language'], LOCALES)
  return locale === 'zh-cn' ? 'zh-cn' : 'en'
}

/** What is noted of a fault: where it was, and never the values of a statement, which may be anybody's work or secret. */
function told(error: unknown): object {
  const { name, message, stack, code } = error as Error & { code?: string }
  return { name, message, code, stack }
}
