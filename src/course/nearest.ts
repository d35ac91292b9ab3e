/** Which names somebody may have meant. Pure. */

/** The most that may be wrong with a name, as a share of its length. */
const WRONG = 0.4

/** Those within a few changed letters, or that hold the word as it is; nearest first, at most `most`. */
export function nearest(wanted: string, names: readonly string[], most = 5): string[] {
  const word = wanted.split('/').at(-1) || wanted
  return names
    .map((name) => ({ name, far: name.includes(word) ? 1 : distance(wanted, name) }))
    .filter(({ far }) => far <= Math.max(2, wanted.length * WRONG))
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ name }) => name)
}

/** Letters to insert, remove or change (Levenshtein). */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])))
    row = next
  }
  return row[b.length]!
}
