/**
 * Binds a sign-in at a platform to the browser that began it. The platform's answer is a POST from another site, with which
 * a cookie comes along only if it is `SameSite=None; Secure` (RFC 6265bis §5.6.7.1); `Partitioned` keeps it alive in a
 * platform's frame, where a browser has a jar for each page around it. One for each sign-in, so that two tabs do not
 * disturb each other.
 */
import { parse, serialize } from 'hono/utils/cookie'
import { LTI_TIMES } from './limits.ts'

/** Set-Cookie. */
export function stateCookie(state: string, origin: string): string {
  return serialize(nameOf(state, origin), state, {
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'None',
    partitioned: true,
    maxAge: LTI_TIMES.loginMs / 1_000,
  })
}

export function hasState(header: string | undefined, state: string, origin: string): boolean {
  const name = nameOf(state, origin)
  return header !== undefined && parse(header, name)[name] === state
}

function nameOf(state: string, origin: string): string {
  // A state is base64url, which a cookie's name may be made of; others than ours are looked for in vain.
  const prefix = origin.startsWith('https:') ? '__Host-' : ''
  return `${prefix}wirebook-lti-${state.replace(/[^\w-]/g, '').slice(0, 8)}`
}
