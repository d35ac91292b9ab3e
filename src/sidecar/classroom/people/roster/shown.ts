/** Characters of a file's cell that are told again. */
const LONGEST = 60

/** A cell as it may stand in a sentence: short, and without characters that rearrange the line. Pure. */
export function shown(cell: string): string {
  const plain = cell.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd')
  const letters = [...plain]
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : plain
}
