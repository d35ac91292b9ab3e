/** The page's calls of the classroom's HTTP interface. Browser only. */
import type { RefusalBody } from '../../../protocol/classroom/people.ts'
import { returnPath } from '../../../protocol/classroom/return-path.ts'

/** What the server said in place of an answer, in the reader's language. */
export class Refused extends Error {
  override name = 'Refused'
  /** 0: no server answered. */
  readonly status: number
  readonly code: string
  /** Of a field or a row, where one can be named. */
  readonly where: string | null
  constructor(status: number, code: string, message: string, where: string | null = null) {
    super(message)
    this.status = status
    this.code = code
    this.where = where
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `path` after `/api/class/`. Throws Refused. */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const response = await fetch(apiUrl(path), {
    method,
    headers: {
      'Accept-Language': document.documentElement.lang,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => null)
  if (response === null) throw new Refused(0, 'UNREACHABLE', '')
  const json: unknown = await response.json().catch(() => null)
  if (response.ok) return json as T
  // By hand: a lesson's page loads this, and must not load a parser with it.
  const { code = `HTTP_${response.status}`, message = '', where = null } = (json ?? {}) as Partial<RefusalBody>
  throw new Refused(response.status, code, message, where)
}

/** Where a file of the interface lies, for a link. */
export function apiUrl(path: string): string {
  return `${document.documentElement.dataset.base ?? '/'}api/class/${path}`
}

/** A page of this language, e.g. `class/sign-in`. */
export function pageAt(page: string): string {
  const { dataset, lang } = document.documentElement
  return `${dataset.base ?? '/'}${lang.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en'}/${page}`
}

/** Signing in leads back to here. */
export function toSignIn(): void {
  const back = location.pathname + location.search
  location.assign(`${pageAt('class/sign-in/')}?to=${encodeURIComponent(back)}`)
}

/** Path of this site that `?to=` names; anything else leads to the class page. */
export function backPath(search: string): string {
  return returnPath(new URLSearchParams(search).get('to'), location.origin) ?? pageAt('class/')
}
