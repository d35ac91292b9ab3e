/** A filter's text cut into words, numbers, quoted texts and signs, each with its place. */

export type Token = { kind: 'word' | 'number' | 'text' | 'sign'; text: string; from: number; to: number }
export type Tokens = { tokens: Token[] } | { unknown: { from: number; to: number } }

const PATTERN =
  /\s*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<sign>&&|\|\||==|!=|>=|<=|[!()<>=])|(?<word>(?:0x)?[\p{L}\d_][\p{L}\d_.:-]*|::[\da-f:.]*))/uy
const NUMBER = /^(?:0x[\da-f]+|\d+(?:\.\d+)?)$/i

/** Addresses, names and numbers are words until the parser knows what it wants of them. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  let at = 0
  while (at < end) {
    PATTERN.lastIndex = at
    const match = PATTERN.exec(text)
    if (!match) {
      const from = at + (text.slice(at).match(/^\s*/)?.[0].length ?? 0)
      return { unknown: { from, to: from + 1 } }
    }
    at = PATTERN.lastIndex
    const { text: quoted, sign, word } = match.groups!
    const found = quoted ?? sign ?? word!
    const kind = quoted !== undefined ? 'text' : sign !== undefined ? 'sign' : NUMBER.test(found) ? 'number' : 'word'
    tokens.push({ kind, text: found, from: at - found.length, to: at })
  }
  return { tokens }
}
