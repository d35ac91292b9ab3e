/** What a growth measurement gives, and how steep it is. */

/** One size, one figure. */
export type Point = { x: number; y: number }

export type Curve = {
  /** Of one measurement, each its own: the file's name is made of it. */
  name: string
  /** What is counted along x and what it costs, in a few words. */
  title: string
  x: string
  y: string
  points: Point[]
  /** What a person should know to read it. */
  note?: string
}

export type Measurement = {
  /** What grows. */
  title: string
  sizes: readonly number[]
  /** To see that it works. */
  small: readonly number[]
  /** It is broken when it takes longer, ms. */
  longestMs: number
  measure(sizes: number[]): Promise<Curve[]>
}

/**
 * The exponent b of y = a·x^b by least squares over the logarithms: 0 is a cost that does not grow, 1 grows with the
 * size, 2 with its square. Points that have no logarithm are left out; NaN for fewer than two sizes.
 */
export function slope(points: readonly Point[]): number {
  const logs = points.filter(({ x, y }) => x > 0 && y > 0).map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }))
  const mean = (of: (log: Point) => number) => logs.reduce((sum, log) => sum + of(log), 0) / logs.length
  const [x, y] = [mean((log) => log.x), mean((log) => log.y)]
  const spread = logs.reduce((sum, log) => sum + (log.x - x) ** 2, 0)
  if (spread === 0) return Number.NaN
  return logs.reduce((sum, log) => sum + (log.x - x) * (log.y - y), 0) / spread
}

/** The slope between the two largest sizes: where a fit over all hides a bend at the end. */
export function lastSlope(points: readonly Point[]): number {
  return slope(points.toSorted((a, b) => a.x - b.x).slice(-2))
}
