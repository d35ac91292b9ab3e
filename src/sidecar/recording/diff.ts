/** What differs between two texts, line by line. Pure. */

export type DiffLine = { sign: ' ' | '-' | '+'; text: string }

/** Lines around a difference that are shown with it. */
const CONTEXT = 2

/** A shortest way from one list of lines to the other (longest common subsequence). */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  // Most texts differ in a few lines: what is the same at both ends needs no table.
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  const room = Math.min(before.length, after.length) - head
  while (tail < room && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  const same = (text: string): DiffLine => ({ sign: ' ', text })
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const common = lengths(a, b)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i]! })
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ sign: '-', text: a[i]! })
      i += 1
    } else {
      lines.push({ sign: '+', text: b[j]! })
      j += 1
    }
  }
  return lines
}

/** `[i][j]`: length of the longest common subsequence of what is left of `a` from i and of `b` from j. */
function lengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  return table
}

export const differs = (lines: readonly DiffLine[]): boolean => lines.some(({ sign }) => sign !== ' ')

/** Changed lines with a little of what stands around them; `…` where something is left out. */
export function diffText(lines: readonly DiffLine[]): string[] {
  const near = (index: number) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(changed)
  const result: string[] = []
  lines.forEach(({ sign, text }, index) => {
    if (near(index)) result.push(`${sign} ${text}`)
    else if (result.at(-1) !== '…') result.push('…')
  })
  return result
}

const changed = ({ sign }: DiffLine): boolean => sign !== ' '
