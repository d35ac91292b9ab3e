/** Statistics of a few noisy repetitions. */
import type { Goal, Measured, Unit } from './claim.ts'

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

export type Summary = {
  n: number
  median: number
  /** Quartiles. */
  middleHalf: [number, number]
  /** Where the slowest twentieth begins: p95, of rates p5. */
  slowEnd: number
}

export const isRate = (unit: Unit): boolean => unit.includes('/') || unit === 'of 100'

export function summaryOf(values: readonly number[], unit: Unit): Summary {
  return {
    n: values.length,
    median: median(values),
    middleHalf: [quantile(values, 0.25), quantile(values, 0.75)],
    slowEnd: quantile(values, isRate(unit) ? 0.05 : 0.95),
  }
}

/** A measurement without its single values. */
export type Summarised = {
  what: string
  unit: Unit
  goal?: Goal & { figure: number; met: boolean }
  rival?: Summary & { what: string }
  ratio?: Ratio
} & Summary

export function summarised({ what, unit, values, rival, goal }: Measured): Summarised {
  const own = summaryOf(values, unit)
  const compared = rival && ratioOf(values, rival.values)
  // Nothing by nothing.
  const ratio = compared && Number.isFinite(compared.ratio) ? compared : undefined
  const figure = goal && { median: own.median, 'slow end': own.slowEnd, ratio: ratio?.ratio ?? Number.NaN }[goal.of]
  return {
    what,
    unit,
    ...own,
    ...(rival && { rival: { what: rival.what, ...summaryOf(rival.values, unit) } }),
    ...(ratio && { ratio }),
    // A rival that is not here leaves nothing to hold against its ratio.
    ...(goal &&
      figure !== undefined &&
      !Number.isNaN(figure) && {
        goal: { ...goal, figure, met: isRate(unit) ? figure >= goal.limit : figure <= goal.limit },
      }),
  }
}
