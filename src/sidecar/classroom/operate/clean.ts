/**
 * What a line of the log may hold. Whoever logs hands over neither code nor secrets; this is the second fence, for the
 * error of a library that quotes what it was given. Pure.
 */

export const LOG_LIMITS = {
  /** Longest text, in characters. Code is longer, or stands under a name below. */
  text: 2_000,
  /** Entries of a list, and depth of objects. */
  entries: 50,
  depth: 6,
}

/** Names whose values are never written, wherever they stand. */
const SECRET =
  /^(?:.*(?:passphrase|password|secret|cookie|authorization|credential)|.*token|code|files?|texts?|body|versions|printed|parameters|detail|link|query|search)$/i
/** Names whose values are what went wrong, in the words of whatever library. */
const FAILURE = /^(err|error|why|message|reason)$/i
export const REMOVED = '[removed]'

/** A copy without them. `code` of an error stays: it is ours, or the database's. */
export function cleaned(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanedText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return REMOVED
  if (depth >= LOG_LIMITS.depth) return '…'
  if (value instanceof Error) {
    const { name, message, stack, code } = value as Error & { code?: unknown }
    return { name, message: unquoted(message), code, stack: framesOf(stack ?? '') }
  }
  if (Array.isArray(value)) return value.slice(0, LOG_LIMITS.entries).map((one) => cleaned(one, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, field(key, one, depth)]))
}

function field(key: string, value: unknown, depth: number): unknown {
  if (FAILURE.test(key) && typeof value === 'string') return unquoted(value)
  if (key === 'stack' && typeof value === 'string') return framesOf(value)
  if (key === 'code' && isCode(value)) return value
  return SECRET.test(key) ? REMOVED : cleaned(value, depth + 1)
}

/** `SITE_BUILDING`, `28P01`, an exit code. */
function isCode(value: unknown): boolean {
  return (
    value === undefined || typeof value === 'number' || (typeof value === 'string' && /^[A-Z0-9_]{2,40}$/.test(value))
  )
}

/** A message may quote what it was about: code, a value of a statement. Its first line without that. */
function unquoted(text: string): string {
  const [first = ''] = text.split('\n', 1)
  return cleanedText(first.replace(/\{.*\}|\[.*\]|"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”/g, '…'))
}

/** Where it was, without what was said there. */
function framesOf(stack: string): string {
  return cleanedText(
    stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  )
}

/** Without query strings, fragments and passwords of URLs, and not too long. */
export function cleanedText(text: string): string {
  const bare = text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi, '$1…@')
    .replace(/((?:\b[a-z][a-z0-9+.-]*:\/\/|\/)[^\s?#'"]*)[?#][^\s'"]*/gi, '$1?…')
  return bare.length > LOG_LIMITS.text ? `${bare.slice(0, LOG_LIMITS.text)}…` : bare
}
