/**
 * A run along one line: where each packet stands between 0 and 1, and which packet stands at a place. Within a burst the
 * line is true to time; a silence that the ladder folds into one row is folded here too, so that bursts can be seen. Pure.
 */
import { LADDER_LIMITS } from '../../ladder.ts'

/** All folded silences together take at most this share of the line. */
const FOLDED = 0.3
/** Packets of one moment still stand beside each other, µs. */
const LEAST = 1

export type Scale = {
  count: number
  /** Of the packet with this index, 0 to 1; those outside are put to the nearest end. */
  shareOf(index: number): number
  /** The packet nearest to this place. -1 of none. */
  indexAt(share: number): number
  /** Where a silence is folded: the place between the two packets around it, and how long it was, µs. */
  folds: readonly { share: number; length: number }[]
}

/** `times` in µs, in the order of the packets, none before its predecessor. */
export function timeScale(times: readonly number[]): Scale {
  const steps = times.slice(1).map((time, index) => Math.max(0, time - times[index]!))
  const isFold = (step: number) => step > LADDER_LIMITS.gap
  const drawn = steps.reduce((sum, step) => sum + (isFold(step) ? 0 : Math.max(LEAST, step)), 0)
  const silences = steps.filter(isFold).length
  const fold = drawn === 0 ? 1 : Math.min(LADDER_LIMITS.gap, (drawn * FOLDED) / (1 - FOLDED) / Math.max(1, silences))
  const places = [0]
  for (const step of steps) places.push(places.at(-1)! + (isFold(step) ? fold : Math.max(LEAST, step)))
  const whole = places.at(-1)! || 1
  const shares = places.slice(0, times.length).map((place) => place / whole)
  const clamp = (index: number) => Math.max(0, Math.min(shares.length - 1, index))
  return {
    count: times.length,
    shareOf: (index) => shares[clamp(index)] ?? 0,
    indexAt: (share) => nearest(shares, share),
    folds: steps.flatMap((length, index) =>
      isFold(length) ? [{ share: (shares[index]! + shares[index + 1]!) / 2, length }] : [],
    ),
  }
}

/** The last packet at or before a moment (µs); -1 before the first. */
export function indexAtTime(times: readonly number[], moment: number): number {
  let [from, to] = [0, times.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (times[middle]! <= moment) from = middle + 1
    else to = middle
  }
  return from - 1
}

function nearest(shares: readonly number[], share: number): number {
  const before = indexAtTime(shares, share)
  const after = before + 1
  if (before < 0) return shares.length > 0 ? 0 : -1
  if (after >= shares.length) return before
  return share - shares[before]! <= shares[after]! - share ? before : after
}
