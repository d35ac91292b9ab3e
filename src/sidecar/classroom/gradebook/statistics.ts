/** How an exercise works as a test of a class. Pure. */

export type ItemStatistics = {
  /** Learners with a grade. */
  graded: number
  /** Mean share of the points, 0 to 1: the classical difficulty (a high one is easy). Null with nobody. */
  difficulty: number | null
  /**
   * Correlation of an item's points with the points in all other items (corrected item-total correlation), -1 to 1. Null
   * with fewer than three learners, or where one side does not vary.
   */
  discrimination: number | null
  /** Median number of attempts of those who tried. */
  attempts: number | null
}

/** `points[learner][item]` is null without a grade; `of[item]` are the points there are. */
export function statisticsOf(
  points: readonly (readonly (number | null)[])[],
  of: readonly number[],
  attempts: readonly (readonly number[])[],
): ItemStatistics[] {
  return of.map((most, item) => {
    const graded = points.filter((row) => row[item] !== null)
    const own = graded.map((row) => row[item]!)
    const others = graded.map((row) => sum(row.map((value, at) => (at === item ? 0 : (value ?? 0)))))
    const tried = attempts.map((row) => row[item]!).filter((count) => count > 0)
    return {
      graded: graded.length,
      difficulty: graded.length === 0 || most === 0 ? null : sum(own) / graded.length / most,
      discrimination: correlation(own, others),
      attempts: median(tried),
    }
  })
}

/** Pearson's; null for fewer than three pairs, or where one side does not vary. */
function correlation(xs: readonly number[], ys: readonly number[]): number | null {
  if (xs.length < 3) return null
  const [meanX, meanY] = [sum(xs) / xs.length, sum(ys) / ys.length]
  const dx = xs.map((x) => x - meanX)
  const dy = ys.map((y) => y - meanY)
  const spread = Math.sqrt(sum(dx.map((d) => d * d)) * sum(dy.map((d) => d * d)))
  return spread < 1e-9 ? null : sum(dx.map((d, at) => d * dy[at]!)) / spread
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
