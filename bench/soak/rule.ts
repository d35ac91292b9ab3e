/**
 * What counts as a leak, said before anything is measured. Use comes in rounds with a rest after each: everybody leaves,
 * and what is still held is held for good.
 *
 * - **Counts** at the last rest are at most those at the first, which comes after everything was done once.
 * - **Memory at rest**, the server's heap after a collection and that of everything (proportional set size): at the last
 *   rest at most that at the first with `heap` and `memory` on top. Under load the latter follows the number of programs.
 * - **The server's memory under load** (resident): the median of the last quarter of the looks is at most that of the
 *   second quarter with `memory` on top.
 */
import { median } from '../support/stats.ts'
import { COUNTED, type Counts } from './counts.ts'

/** One look. Memory in MiB. */
export type Look = {
  /** Since the first one, seconds. */
  at: number
  resting: boolean
  counts: Counts
  /** Of the server, after a collection. */
  heap: number
  rss: number
  /** Of the server and all below it, proportional set size. */
  pss: number
}

/** More by this part and by so many MiB is no growth: what is under way differs from one look to the next. */
export const SLACK = {
  heap: { part: 0.1, mib: 3 },
  memory: { part: 0.1, mib: 24 },
}
/** Fewer looks than this have no quarters. */
const FEWEST = 8

/** A sentence for each thing that grew. Throws RangeError without two rests: there is nothing to compare. */
export function leaks(looks: readonly Look[]): string[] {
  const rests = looks.filter(({ resting }) => resting)
  const [first, last] = [rests[0], rests.at(-1)]
  if (first === undefined || last === undefined || first === last) throw new RangeError('a soak has two rests or more')
  const counted = COUNTED.filter((what) => last.counts[what] > first.counts[what]).map(
    (what) => `${what}: ${last.counts[what]} at the last rest, ${first.counts[what]} at the first`,
  )
  const rested = [
    ...grown('heap at rest', first.heap, last.heap, SLACK.heap),
    ...grown('all memory at rest', first.pss, last.pss, SLACK.memory),
  ]
  const used = looks.filter(({ resting }) => !resting).map(({ rss }) => rss)
  const { second, fourth } = quarters(used)
  const loaded =
    used.length < FEWEST
      ? []
      : grown("the server's memory under load, last quarter over second", second, fourth, SLACK.memory)
  return [...counted, ...rested, ...loaded]
}

/** Medians of the second and of the last quarter. */
export function quarters(values: readonly number[]): { second: number; fourth: number } {
  const quarter = (n: number) =>
    values.slice(Math.floor((values.length * n) / 4), Math.ceil((values.length * (n + 1)) / 4))
  return { second: median(quarter(1)), fourth: median(quarter(3)) }
}

function grown(what: string, before: number, after: number, slack: { part: number; mib: number }): string[] {
  if (after <= before * (1 + slack.part) + slack.mib) return []
  return [`${what}: from ${before.toFixed(1)} to ${after.toFixed(1)} MiB`]
}
