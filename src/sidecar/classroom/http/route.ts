/**
 * A classroom's HTTP interface as a table. Every route says who may call it (`Rule`), what its body is, and what answers;
 * who is allowed is decided in one place (`allow.ts`), before anything of the route runs. A route without a rule does
 * not type-check, and the test of the role matrix is made from this table.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import { inWords } from '../../../protocol/sentence.ts'
import type { CohortRole } from '../../database/schema.ts'
import type { Classroom } from '../classroom.ts'
import { type ClassroomSentence, wordsFor } from '../words/index.ts'

/** Somebody signed in. Memberships of archived cohorts are among them. */
export type Me = {
  id: string
  name: string
  handle: string
  admin: boolean
  /** Cohort -> role there. */
  roles: ReadonlyMap<string, CohortRole>
}

export type Rule =
  /** Also without signing in: rate-limited by address (`limit`). */
  | { who: 'anyone'; limit: LimitName }
  | { who: 'signed-in' }
  /** `:person` of the path is oneself. */
  | { who: 'self' }
  /** At least this role in the cohort named by `:cohort`; admins are no exception: they can join, and it is noted. */
  | { who: 'member'; atLeast: CohortRole }
  /** Oneself, or at least this role in `:cohort`; `:person` has to be a member of it, oneself too. */
  | { who: 'self-or-staff'; atLeast: Exclude<CohortRole, 'learner'> }
  | { who: 'admin' }

export type LimitName = 'sign-in' | 'join' | 'link' | 'health' | 'lti'

export type Call<Body> = {
  classroom: Classroom
  /** Null only where the rule is `anyone`. */
  me: Me | null
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  body: Body
  /** The caller's address: the peer's, or what a trusted proxy said. */
  address: string
  /** Of the cookie; null without one. */
  token: string | null
  /** User-Agent, cut. */
  agent: string
  /** As they came: of a cross-site call, whose cookies are its own. */
  headers: IncomingHttpHeaders
  locale: 'en' | 'zh-cn'
  /** ms since the epoch. */
  now: number
}

export type Answer =
  | { json: unknown; status?: number; cookie?: string | null; headers?: Record<string, string> }
  /** Something to keep as a file. */
  | { file: string; type: string; content: string | Uint8Array; headers?: Record<string, string> }
  /** Path of ours, or URL of a school's sign-in. */
  | { redirect: string; cookie?: string | null; headers?: Record<string, string> }
  | { html: string; status?: number; headers?: Record<string, string> }

export type Route<Body = unknown> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/api/class/…`, with `:name` for a part. A route that touches a cohort's things names `:cohort`. */
  path: `/${string}`
  rule: Rule
  /** Parsed before `handle`; absent: no body is read. `form`: application/x-www-form-urlencoded. */
  body?: z.ZodType<Body>
  form?: boolean
  /** Largest body, bytes. Default `HTTP_LIMITS.bodyBytes`. */
  bodyBytes?: number
  /** Called from another site by design (LTI): state and nonce guard it in place of Origin. Such a call has no `me`. */
  crossSite?: boolean
  handle(call: Call<Body>): Promise<Answer>
}

/** Keeps the body's type while routes are collected in one list. */
export function route<Body>(one: Route<Body>): Route {
  return one as unknown as Route
}

/**
 * Their failure, told with a status; `code` is stable. A sentence is put into the caller's language; text is told as it
 * is.
 */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  readonly code: string
  readonly told: ClassroomSentence | null
  /** Of a field or a row, where one can be named. */
  readonly where: string | undefined
  readonly retryAfterMs: number | undefined
  constructor(
    status: number,
    code: string,
    said: string | ClassroomSentence,
    more: { where?: string; retryAfterMs?: number } = {},
  ) {
    super(typeof said === 'string' ? said : inWords(wordsFor('en'), said))
    this.status = status
    this.code = code
    this.told = typeof said === 'string' ? null : said
    this.where = more.where
    this.retryAfterMs = more.retryAfterMs
  }
}
