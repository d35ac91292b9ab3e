/**
 * When a learner presses Run again: after a small change at once, or after reading and editing. Pure.
 *
 *   one third   a change of a line, and Run again: 5 to 15 s
 *   the others  reading, thinking, writing: what makes the mean, from a quarter of that to seven quarters
 */

const AGAIN = { share: 1 / 3, fromSeconds: 5, toSeconds: 15 }
const SPREAD = 0.75

/** Least mean that leaves the long pauses longer than the short ones, s. */
export const LEAST_MEAN_SECONDS = 10

/** ms to the next Run, for a mean of `meanSeconds`; `random` gives numbers from 0 to 1. */
export function pauseMs(meanSeconds: number, random: () => number): number {
  const { share, fromSeconds, toSeconds } = AGAIN
  if (random() < share) return 1_000 * (fromSeconds + random() * (toSeconds - fromSeconds))
  const long = (meanSeconds - (share * (fromSeconds + toSeconds)) / 2) / (1 - share)
  return 1_000 * long * (1 + SPREAD * (2 * random() - 1))
}

/** The same numbers each time: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
