/** When each packet is shown while the ladder is played. Pure. */
import { indexAtTime } from '../overview/scale.ts'

/** Times slower than it happened. */
export const SPEEDS = [1, 0.5, 0.25, 0.1, 0.01, 0.001] as const

export const PLAY_LIMITS = {
  /** A silence takes no longer than this on the reader's clock, ms. */
  silenceMs: 1_200,
  /** Unless the reader chooses, a run is played as slowly as it can be within this time, ms. */
  wholeMs: 20_000,
}

/** `times` of the packets, µs. Gives ms since Play was pressed, one for each; none before its predecessor. */
export function scheduleOf(times: readonly number[], speed: number): number[] {
  let at = 0
  return times.map((time, index) => {
    const step = index === 0 ? 0 : Math.max(0, time - times[index - 1]!) / 1_000 / speed
    at += Math.min(PLAY_LIMITS.silenceMs, step)
    return at
  })
}

/** The last packet that is due after so many ms; -1: none yet. */
export function dueAt(schedule: readonly number[], elapsed: number): number {
  return indexAtTime(schedule, elapsed)
}

/** The slowest speed at which all is shown in good time; the fastest where none does. */
export function speedFor(times: readonly number[]): number {
  const fits = (speed: number) => (scheduleOf(times, speed).at(-1) ?? 0) <= PLAY_LIMITS.wholeMs
  return SPEEDS.findLast(fits) ?? SPEEDS[0]
}
