/** Where somebody who has signed in is sent back to. By itself, so that a page that only needs this loads no parser. */

const LONGEST = 1_000

/**
 * Path of this origin with its query and fragment; null for whatever leads elsewhere. A path may begin with two slashes
 * (`/.//evil.example`): written down it would name another host (WHATWG URL, path-absolute-URL). Pure.
 */
export function returnPath(to: string | null, origin: string): string | null {
  if (to === null || to.length > LONGEST || !to.startsWith('/')) return null
  const url = URL.parse(to, origin)
  if (url === null || url.origin !== new URL(origin).origin || url.pathname.startsWith('//')) return null
  return `${url.pathname}${url.search}${url.hash}`
}
