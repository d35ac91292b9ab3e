/** Queries and excerpts of the search where there is Han: in the index each such character is a word of its own. */

const HAN = /\p{Script=Han}/u
/** Characters beside which Chinese has no space. */
const WIDE = '[\\p{Script=Han}\\u3000-\\u303f\\uff00-\\uffef“”‘’…—]'
const BETWEEN_WIDE = new RegExp(`(${WIDE}(?:</?mark>)*) +(?=(?:</?mark>)*${WIDE})`, 'gu')

/**
 * What pagefind is asked, and a page must answer all of it: each piece with Han as an exact phrase of its characters,
 * everything else as it was typed.
 */
export function phrases(query: string): string[] {
  if (!HAN.test(query)) return [query]
  const pieces = query.replaceAll('"', ' ').split(/\s+/u).filter(Boolean)
  const rest = pieces.filter((piece) => !HAN.test(piece))
  return [
    ...pieces.filter((piece) => HAN.test(piece)).map((piece) => `"${spaced(piece)}"`),
    ...(rest.length > 0 ? [rest.join(' ')] : []),
  ]
}

function spaced(piece: string): string {
  return piece
    .replace(/\p{Script=Han}/gu, ' $& ')
    .replace(/[\p{P}\s]+/gu, ' ')
    .trim()
}

/** An excerpt or title of the index as the page has it: neighbouring marks are one, and Han stands without spaces. */
export function asWritten(text: string): string {
  return text
    .replaceAll('\u{200b}', '')
    .replace(/(\s+)<\/mark>/g, '</mark>$1')
    .replace(/<\/mark>(\s*)<mark>/g, '$1')
    .replace(BETWEEN_WIDE, '$1')
    .replace(/(\p{Script=Han}(?:<\/mark>)?)\.(?=\s|$)/gu, '$1。')
    .replace(BETWEEN_WIDE, '$1')
    .replace(/([\u3001-\u303f\uff00-\uffef]) +/g, '$1')
    .replace(/^[\s.，。：；？！、）”]+/u, '')
}
