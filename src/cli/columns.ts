/**
 * Columns that a text takes on a terminal: Han and full-width characters take two (UAX #11, East Asian Width W and F),
 * combining ones none. Characters of ambiguous width (quotes, dashes, box drawing) take one, as they do wherever the
 * terminal is not told otherwise. Pure.
 */

/** Blocks that are wide throughout; emoji that are shown as pictures beside them. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
/** Most texts: Latin letters, arrows and box drawing, general punctuation. */
const NARROW = /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u2190-\u22ff\u2500-\u25fc]*$/
const NONE = /[\p{Mn}\p{Me}\p{Cf}]/u

/** Of a text without control sequences. */
export function columns(text: string): number {
  if (NARROW.test(text)) return text.length
  let count = 0
  for (const character of text) count += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return count
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)))
}

/** No wider than that: cut, and marked as cut, where it is. */
export function cropped(text: string, width: number): string {
  if (columns(text) <= width) return text
  let kept = ''
  let room = width - 1
  for (const character of text) {
    room -= columns(character)
    if (room < 0) break
    kept += character
  }
  return width < 1 ? '' : `${kept}…`
}

/** A word without spaces, or one wide character; before it what may not end a line, behind it what may not begin one. */
const OPENING = '（“《'
const CLOSING = '，。；：？！、）”》…'
const BROAD = '\\u2e80-\\ufaff\\uff01-\\uff60'
const PIECE = new RegExp(
  `\\s*(?:[${OPENING}]*(?:(?![${OPENING}${CLOSING}])[${BROAD}]|[^\\s${BROAD}${OPENING}${CLOSING}]+)[${CLOSING}]*|[${OPENING}${CLOSING}])`,
  'gu',
)

/** Lines of at most so many columns: Chinese may be broken between any two characters, other text at spaces. */
export function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = []
    let last = ''
    for (const [piece] of line.matchAll(PIECE)) {
      if (last === '') last = piece.trimStart()
      else if (columns(last + piece) <= width) last += piece
      else {
        lines.push(last)
        last = piece.trimStart()
      }
    }
    return [...lines, last]
  })
}
