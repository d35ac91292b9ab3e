/** JSON that others wrote. */

/** Arrays and objects within one another, at most. Nothing that is sent here goes deeper than a dozen. */
export const MOST_NESTED = 64

/**
 * As JSON.parse, and as strict. Throws SyntaxError for what nests deeper than MOST_NESTED as well, before it is parsed:
 * what walks through it afterwards needs a frame of the stack for each level.
 */
export function parseJson(text: string): unknown {
  if (isDeep(text)) throw new SyntaxError(`nested deeper than ${MOST_NESTED}`)
  return JSON.parse(text)
}

function isDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) quoted = false
    } else if (code === QUOTE) quoted = true
    else if (code === ARRAY || code === OBJECT) {
      depth += 1
      if (depth > MOST_NESTED) return true
    } else if (code === ARRAY + 2 || code === OBJECT + 2) depth -= 1
  }
  return false
}

const [QUOTE, BACKSLASH, ARRAY, OBJECT] = [0x22, 0x5c, 0x5b, 0x7b]
