/**
 * Bold that Markdown leaves as asterisks. By CommonMark 0.31 §6.2 a `**` opens only where it is left-flanking and closes
 * only where it is right-flanking; next to punctuation that takes a space or more punctuation on its other side, which
 * Chinese text does not have.
 */
const PUNCTUATION = /[\p{P}\p{S}]/u
const BLANK = /^$|\s/u
/** Code is no Markdown; whatever stands in its place is neither blank nor punctuation. */
const CODE = /(`+)[^`].*?\1(?!`)/gsu

/** Where a new text begins: bold does not reach from one paragraph, item, row or heading into the next. */
const BREAK = /\n(?=\s*(?:\n|[-*+>#|]\s|\d+\.\s|\|))/u

/** Where a `**` stays in the page: `index` into the text, and `found`: it with its neighbours. */
export function strayBold(text: string): { index: number; found: string }[] {
  const stray: { index: number; found: string }[] = []
  let start = 0
  for (const part of text.split(BREAK)) {
    const plain = part.replace(CODE, (code) => `\`${'x'.repeat(code.length - 2)}\``)
    const marks = [...plain.matchAll(/(?<![*\\])\*\*(?!\*)/g)].map(({ index }) => index)
    for (const [nth, at] of marks.entries()) {
      const [before, after] = [plain.slice(0, at).at(-1) ?? '', plain.at(at + 2) ?? '']
      if (flanks(...((nth % 2 === 0 ? [before, after] : [after, before]) as [string, string]))) continue
      stray.push({ index: start + at, found: part.slice(Math.max(0, at - 6), at + 8) })
    }
    start += part.length + 1
  }
  return stray
}

/** A delimiter that has `inner` on the side of the bold text and `outer` on the other. */
function flanks(outer: string, inner: string): boolean {
  if (BLANK.test(inner)) return false
  return !PUNCTUATION.test(inner) || BLANK.test(outer) || PUNCTUATION.test(outer)
}
