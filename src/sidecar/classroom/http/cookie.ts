/**
 * The cookie of a sign-in. With https it has the prefix `__Host-`, by which a browser insists on Secure, Path=/ and no
 * Domain (RFC 6265bis §4.1.3.2), so that no neighbouring host can plant one. Plain http is for loopback alone.
 */
import { parse, serialize } from 'hono/utils/cookie'

const NAME = 'wirebook'

/** Null without one. */
export function tokenOf(header: string | undefined, origin: string): string | null {
  if (header === undefined) return null
  const name = nameFor(origin)
  return parse(header, name)[name] ?? null
}

/** Set-Cookie for this token; `null` removes the cookie. */
export function cookieFor(token: string | null, origin: string, maxAgeMs: number): string {
  const seconds = token === null ? 0 : Math.floor(maxAgeMs / 1_000)
  const shared = { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: seconds } as const
  return isSecure(origin)
    ? serialize(`__Host-${NAME}`, token ?? '', { ...shared, secure: true })
    : serialize(NAME, token ?? '', shared)
}

function nameFor(origin: string): string {
  return isSecure(origin) ? `__Host-${NAME}` : NAME
}

function isSecure(origin: string): boolean {
  return origin.startsWith('https:')
}
