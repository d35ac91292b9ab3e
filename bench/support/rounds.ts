/** Repetitions that fit into a time, so that a busy machine gets fewer of them and not a longer wait. */

const AT_LEAST = 3
/** Of the time that a measurement may take: less where only its working is tried (`--quick`). */
const SHARE = process.env.WIREBOOK_BENCH_QUICK ? 0.1 : 1

/**
 * 0, 1, 2 … at most `atMost` of them, and after the first three only while `withinMs` have not passed. With `warmUp`,
 * -1 comes before them: a repetition to forget, for caches and compilers; time counts from its end.
 */
export function* rounds(options: { atMost: number; withinMs: number; warmUp?: boolean }): Generator<number> {
  if (options.warmUp) yield -1
  const until = performance.now() + options.withinMs * SHARE
  for (let round = 0; round < options.atMost; round++) {
    if (round >= AT_LEAST && performance.now() > until) return
    yield round
  }
}
