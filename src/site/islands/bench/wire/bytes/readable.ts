/** Bytes as a reader can take them in: UTF-8 where they are, signs that cannot be seen as their escapes. Pure. */

/** Bytes looked at; the rest is an ellipsis. */
const MOST = 160
const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' }

/** Bytes that are no UTF-8 come as hexadecimal. */
export function readable(bytes: Uint8Array): string {
  const head = bytes.subarray(0, MOST)
  // A character may be cut at the limit: then it is left to the ellipsis.
  const text = utf8(head) ?? (bytes.length > MOST ? longestUtf8(head) : null)
  const shown = text ?? hexOf(head.subarray(0, MOST / 4))
  const escaped = Array.from(shown, (sign) => ESCAPES[sign] ?? (isHidden(sign) ? hidden(sign) : sign)).join('')
  const all = text === null ? bytes.length <= MOST / 4 : bytes.length <= MOST
  return all ? escaped : `${escaped}…`
}

/** The text, or null where the bytes are no UTF-8 (RFC 3629). */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function longestUtf8(bytes: Uint8Array): string | null {
  for (let cut = 1; cut <= 3; cut++) {
    const text = utf8(bytes.subarray(0, bytes.length - cut))
    if (text !== null) return text
  }
  return null
}

export function hexOf(bytes: Uint8Array, joint = ' '): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(joint)
}

function isHidden(sign: string): boolean {
  const code = sign.codePointAt(0)!
  return code < 32 || (code >= 127 && code < 160)
}

function hidden(sign: string): string {
  return `\\x${sign.codePointAt(0)!.toString(16).padStart(2, '0')}`
}
