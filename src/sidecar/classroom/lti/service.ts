/** A platform's services: an access token for them (Security Framework 1.0 §4, RFC 7523), and bounded calls. */
import { SignJWT } from 'jose'
import { z } from 'zod'
import type { Platform } from '../../../protocol/classroom/lti.ts'
import { parseJson } from '../../../protocol/json.ts'
import type { Db } from '../../database/database.ts'
import { AnswerTooLarge, readBounded } from '../http/bounded-fetch.ts'
import { newToken } from '../people/token.ts'
import { LTI_BOUNDS, LTI_TIMES } from './limits.ts'
import { signer, TOOL_ALGORITHM } from './tool-keys.ts'

/** It could not be reached, or said no; `said` is for whoever looks why, and holds no secret. */
export class ServiceError extends Error {
  override name = 'ServiceError'
  /** Null: nothing came. */
  readonly status: number | null
  readonly retryAfterMs: number | null
  /** Asking for the token failed already: nothing of this platform will go through. */
  readonly ofToken: boolean
  constructor(said: string, more: { status: number | null; retryAfterMs?: number | null; ofToken?: boolean }) {
    super(said.slice(0, LTI_BOUNDS.answer))
    this.status = more.status
    this.retryAfterMs = more.retryAfterMs ?? null
    this.ofToken = more.ofToken ?? false
  }
}

export type Answered = { status: number; headers: Headers; text: string }

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().catch(60) })
const Denied = z.object({ error: z.string() })

/** Tokens that are good a while longer, of this process. */
const TOKENS = new Map<string, { token: string; until: number }>()
/** A token that ends within this time is not used any more. */
const SPARE_MS = 30_000

type Parts = { db: Db; clock: () => number; signal?: AbortSignal }

/** With a token for this scope; a token that the platform takes no longer is asked for once more. Throws ServiceError. */
export async function callService(
  parts: Parts,
  platform: Platform,
  scope: string,
  url: string,
  init: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
): Promise<Answered> {
  for (let tries = 1; ; tries++) {
    const token = await tokenFor(parts, platform, scope)
    const headers = { ...init.headers, authorization: `Bearer ${token}` }
    const answered = await send(url, { ...init, headers }, parts.signal)
    if (answered.status !== 401 || tries === 2) return answered
    TOKENS.delete(keyOf(platform, scope))
  }
}

/** Asks for a new token, whatever is known. Throws ServiceError. */
export async function tryToken(parts: Parts, platform: Platform, scope: string): Promise<void> {
  TOKENS.delete(keyOf(platform, scope))
  await tokenFor(parts, platform, scope)
}

async function tokenFor({ db, clock, signal }: Parts, platform: Platform, scope: string): Promise<string> {
  const now = clock()
  const known = TOKENS.get(keyOf(platform, scope))
  if (known && known.until - SPARE_MS > now) return known.token
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(db, platform, now),
    scope,
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const init = { method: 'POST' as const, headers, body: body.toString() }
  const {
    status,
    text,
    headers: said,
  } = await send(platform.tokenUrl, init, signal).catch((error: unknown) => {
    if (error instanceof ServiceError) throw new ServiceError(`token ${error.message}`, { status: null, ofToken: true })
    throw error
  })
  const granted = status === 200 ? Granted.safeParse(jsonOf(text)) : null
  if (!granted?.success) {
    const denied = Denied.safeParse(jsonOf(text))
    const why = denied.success ? ` ${denied.data.error}` : ''
    throw new ServiceError(`token ${status}${why}`, { status, ofToken: true, retryAfterMs: retryAfterOf(said) })
  }
  const { access_token: token, expires_in } = granted.data
  TOKENS.set(keyOf(platform, scope), { token, until: now + expires_in * 1_000 })
  return token
}

/** RFC 7523 §3: we are both issuer and subject; each is good once. */
async function assertion(db: Db, { clientId, tokenUrl, tokenAudience }: Platform, now: number): Promise<string> {
  const { kid, key } = await signer(db, now)
  const at = Math.floor(now / 1_000)
  return new SignJWT({})
    .setProtectedHeader({ alg: TOOL_ALGORITHM, kid, typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenAudience ?? tokenUrl)
    .setIssuedAt(at)
    .setExpirationTime(at + LTI_TIMES.assertionMs / 1_000)
    .setJti(newToken().token)
    .sign(key)
}

/** No redirect is followed: a token goes where it belongs. Throws ServiceError. */
export async function send(url: string, init: RequestInit, stop?: AbortSignal): Promise<Answered> {
  const signal = AbortSignal.any([AbortSignal.timeout(LTI_TIMES.answerMs), ...(stop ? [stop] : [])])
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal })
    const text = (await readBounded(response, LTI_BOUNDS.answerBytes)).toString('utf8')
    return { status: response.status, headers: response.headers, text }
  } catch (error) {
    if (stop?.aborted) throw error
    if (error instanceof AnswerTooLarge) throw new ServiceError('answer too large', { status: null })
    throw new ServiceError(`network ${reasonOf(error)}`, { status: null })
  }
}

/** ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED …; undici puts it into the cause. */
function reasonOf(error: unknown): string {
  const { name, cause, code } = error as Error & { cause?: { code?: string }; code?: string }
  return cause?.code ?? code ?? name
}

/** RFC 9110 §10.2.3, in seconds; a date is not looked at. */
export function retryAfterOf(headers: Headers): number | null {
  const seconds = headers.get('retry-after')
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null
}

export function jsonOf(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return null
  }
}

/** A registration that was changed is a new one: what was granted before tells nothing of it. */
function keyOf({ id, tokenUrl, tokenAudience, clientId }: Platform, scope: string): string {
  return JSON.stringify([id, tokenUrl, tokenAudience, clientId, scope])
}
