/** Statistics of a few noisy repetitions. */

/** By linear interpolation between the closest ranks; `part` from 0 to 1. NaN for no values. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = (sorted.length - 1) * part
  const below = sorted[Math.floor(rank)] ?? Number.NaN
  const above = sorted[Math.ceil(rank)] ?? Number.NaN
  return below + (above - below) * (rank - Math.floor(rank))
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export type Ratio = {
  /** Of the medians, ours to the rival's. */
  ratio: number
  /** Quartiles of the ratios of neighbouring repetitions; null where there are no pairs. */
  middleHalf: [number, number] | null
}

export function ratioOf(ours: readonly number[], rival: readonly number[]): Ratio {
  const pairs = ours.map((value, at) => value / (rival[at] ?? Number.NaN))
  const paired = ours.length === rival.length && ours.length >= 3
  return {
    ratio: median(ours) / median(rival),
    middleHalf: paired ? [quantile(pairs, 0.25), quantile(pairs, 0.75)] : null,
  }
}
