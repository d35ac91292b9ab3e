/**
 * Whether a request that changes something comes from a page of ours (OWASP, Cross-Site Request Forgery Prevention:
 * origin by headers). Looked at whatever the content type; our cookie is SameSite=Lax besides.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../../http/host.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** `own`: the classroom's origin. Pure. */
export function comesFromUs(method: string, headers: IncomingHttpHeaders, own: string): boolean {
  if (SAFE.has(method)) return true
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  return originIsOurs(headers, own)
}

/**
 * Origin is ours. On one's own machine, where nobody named an origin, a forwarded port and all names of loopback are ours
 * too, as long as Origin and Host are the same.
 */
export function originIsOurs({ origin, host }: IncomingHttpHeaders, own: string): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  if (origin === own) return true
  const [said, ours] = [new URL(origin), new URL(own)]
  const names = [said, ours].map(({ hostname }) => hostname.replace(/^\[(.*)\]$/, '$1'))
  return ours.protocol === 'http:' && names.every(isLoopback) && said.host === host?.toLowerCase()
}
