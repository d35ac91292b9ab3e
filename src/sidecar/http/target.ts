/** What a request line asks for (RFC 9112 §3.2): anybody may write anything there. */
import type { IncomingMessage } from 'node:http'

/**
 * Path and query. Null for what is none: another server's address, `*`, and what cannot be read. A path that begins with
 * two slashes is a path here, never the name of a host.
 */
export function targetOf({ url = '' }: Pick<IncomingMessage, 'url'>): URL | null {
  if (!url.startsWith('/')) return null
  return URL.parse(`http://sidecar${url}`)
}
