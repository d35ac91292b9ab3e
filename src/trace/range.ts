/** Bytes `from` (inclusive) to `to` (exclusive). */
export type Range = { from: number; to: number }

export function overlaps(a: Range, b: Range): boolean {
  return a.from < b.to && b.from < a.to
}

/** Position of the first entry that ends behind `at`, in a list ordered by its ends. */
export function firstAfter(list: readonly Range[], at: number): number {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (list[middle]!.to > at) to = middle
    else from = middle + 1
  }
  return from
}

export type Cover<T> = Range & { by: T }

/**
 * Gives each byte to the first range that claims it. Ordered, without overlaps; bytes that nobody claims are left out.
 * Ranges that go on where the last one ended cost nothing to find a place for.
 */
export function claimed<T extends Range>(ranges: readonly T[]): Cover<T>[] {
  const covers: Cover<T>[] = []
  for (const by of ranges) {
    let at = by.from
    for (let index = firstAfter(covers, at); at < by.to; ) {
      const next = covers[index]
      const to = Math.min(by.to, next?.from ?? by.to)
      if (to > at) covers.splice(index++, 0, { from: at, to, by })
      at = Math.max(to, next?.to ?? by.to)
      index++
    }
  }
  return covers
}
