/** Binds a sign-in by the school to the browser that began it: nobody can be sent into another's account by a link. */
import { parse, serialize } from 'hono/utils/cookie'
import { z } from 'zod'
import { returnPath } from '../../../../protocol/classroom/return-path.ts'
import type { Sort } from '../../once.ts'
import { SCHOOL } from './limits.ts'

/** Kept with the state. `to`: path of ours to go to afterwards. */
export const BEGUN: Sort<{ nonce: string; verifier: string; to: string }> = {
  kind: 'school',
  body: z.object({ nonce: z.string(), verifier: z.string(), to: z.string() }),
}

/** Set-Cookie. Lax: it comes along when the school's page sends the browser back. One for each, for several tabs. */
export function stateCookie(state: string, origin: string): string {
  const secure = origin.startsWith('https:')
  const of = { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: SCHOOL.signInMs / 1_000, secure } as const
  return serialize(nameOf(state, origin), state, of)
}

export function hasState(header: string | undefined, state: string, origin: string): boolean {
  const name = nameOf(state, origin)
  return header !== undefined && parse(header, name)[name] === state
}

function nameOf(state: string, origin: string): string {
  const prefix = origin.startsWith('https:') ? '__Host-' : ''
  return `${prefix}wirebook-school-${state.replace(/[^\w-]/g, '').slice(0, 8)}`
}

/** A path of ours, with its query and fragment; whatever leads elsewhere is the front page. Pure. */
export function pathOfOurs(to: string | null, origin: string): string {
  return returnPath(to, origin) ?? '/'
}
