/**
 * Bytes as people type them: hexadecimal pairs (`0d 0a`), or a text in quotes (`"\r\n"`), of which the bytes are UTF-8.
 * In quotes \n \r \t \0 \\ \" and \xNN are known; \xNN is one byte.
 */

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '0': 0, '\\': 92, '"': 34 }

/** Null for what is neither. Nothing at all is no bytes. */
export function bytesOfText(text: string): Uint8Array | null {
  const trimmed = text.trim()
  if (trimmed.startsWith('"')) return trimmed.length > 1 && trimmed.endsWith('"') ? quoted(trimmed.slice(1, -1)) : null
  const digits = trimmed.replaceAll(/\s+|0x/gi, '')
  if (digits.length % 2 !== 0 || /[^\da-f]/i.test(digits)) return null
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function quoted(inner: string): Uint8Array | null {
  const bytes: number[] = []
  const utf8 = new TextEncoder()
  for (let rest = inner; rest !== ''; ) {
    const [part = '', pair, letter] = /^(?:\\(?:x([\da-f]{2})|(.))|[^\\"]+)/isu.exec(rest) ?? []
    if (part === '') return null // a quote within, or a lone backslash at the end
    if (pair !== undefined) bytes.push(Number.parseInt(pair, 16))
    else if (letter !== undefined) {
      const byte = ESCAPES[letter]
      if (byte === undefined) return null
      bytes.push(byte)
    } else bytes.push(...utf8.encode(part))
    rest = rest.slice(part.length)
  }
  return Uint8Array.from(bytes)
}

/** `68 69`. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

/** A text in quotes where the bytes are one, hexadecimal otherwise: the shorter way for people. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (/^[^\p{C}"\\]*$/u.test(text)) return `"${text}"`
  } catch {} // no UTF-8
  return hexOf(bytes)
}
