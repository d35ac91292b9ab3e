/**
 * How many gradings a second when a class hands in at once, and what memory that takes; and what one learner notices
 * of another whose submission never ends.
 */
import { join } from 'node:path'
import { loadExercise, ROOT } from '../src/course/load.ts'
import { openGrader } from '../src/sidecar/grader/grader.ts'
import type { Grader } from '../src/sidecar/grader/types.ts'
import type { Claim, Result } from './support/claim.ts'
import { busyBelow, memoryBelow } from './support/process-tree.ts'
import { quantile } from './support/stats.ts'

const LABS = join(ROOT, 'tests/fixtures/exercises')
const EXERCISE = 'sample/frames'
/** Submissions that wait or are graded at any time. */
const AT_ONCE = 6
const LASTS_MS = 20_000
const WARM_MS = 1_500
/** A figure for each of these, ms. */
const SLICE_MS = 1_000
const LOOK_EVERY_MS = 300
/** How long one learner hands in alone, and then beside an endless submission. */
const BESIDE_MS = 4_000
const ENDLESS = 'export class Frames { push(): never { for (;;); } }\n'

export const claim: Claim = {
  title: `Gradings a second with ${AT_ONCE} submissions waiting, five tests each`,
  target: 'at least 20 gradings/s on two processors, at most 300 MiB; beside an endless submission p95 at most 2 times',
  measure,
}

async function measure(): Promise<Result> {
  const { solution: files } = loadExercise(EXERCISE, LABS)
  const grader = openGrader({ labs: LABS })
  const memory: number[] = []
  const ends: number[] = []
  try {
    await grader.ready
    const idle = memoryBelow(process.pid)
    const from = performance.now() + WARM_MS
    const until = from + LASTS_MS
    const handIn = async () => {
      while (performance.now() < until) {
        const { verdict } = await grader.grade({ exercise: EXERCISE, files, locale: 'en' })
        if (verdict !== 'pass') throw new Error(`the solution got "${verdict}"`)
        ends.push(performance.now() - from)
      }
    }
    const busyBefore = busyBelow(process.pid)
    const looking = setInterval(() => memory.push(memoryBelow(process.pid)), LOOK_EVERY_MS)
    await Promise.all(Array.from({ length: AT_ONCE }, handIn)).finally(() => clearInterval(looking))
    const busy = busyBelow(process.pid) - busyBefore
    const slices = Array.from({ length: LASTS_MS / SLICE_MS }, (_, slice) => {
      const inside = ends.filter((at) => at >= slice * SLICE_MS && at < (slice + 1) * SLICE_MS)
      return inside.length / (SLICE_MS / 1000)
    })
    const alone = await handInFor(grader, files, BESIDE_MS)
    const { times: beside, endless } = await handInBesideEndless(grader, files)
    return {
      measured: [
        {
          what: 'default slots, one figure a second',
          unit: 'gradings/s',
          values: slices,
          goal: { of: 'median', limit: 20 },
        },
        { what: 'a second of processor time', unit: 'gradings/s', values: [ends.length / busy] },
        {
          what: 'memory of the grader and its processes meanwhile',
          unit: 'MiB',
          values: memory,
          goal: {
            of: 'median',
            limit: 300,
            why: 'Each slot holds a Vitest worker, and one learner’s process more than there are slots is kept waiting.',
          },
        },
        { what: 'memory while it waits for work', unit: 'MiB', values: [idle] },
        {
          what: 'submit to verdict beside an endless submission',
          unit: 'ms',
          values: beside,
          rival: { what: 'with nobody else', values: alone },
        },
      ],
      notes: [
        `p95 beside an endless submission ${ratio(beside, alone)} of that with nobody else; ${endless} endless ones were graded`,
        'each processor gives one second of its time a second, if nobody else wants it',
        'memory is proportional set size (PSS), without the process that asks',
      ],
    }
  } finally {
    await grader.close()
  }
}

/** Milliseconds of each grading. */
async function handInFor(grader: Grader, files: Record<string, string>, ms: number): Promise<number[]> {
  const times: number[] = []
  for (const until = performance.now() + ms; performance.now() < until; ) {
    const from = performance.now()
    const { verdict } = await grader.grade({ exercise: EXERCISE, files, locale: 'en' })
    if (verdict !== 'pass') throw new Error(`the solution got "${verdict}"`)
    times.push(performance.now() - from)
  }
  return times
}

async function handInBesideEndless(
  grader: Grader,
  files: Record<string, string>,
): Promise<{ times: number[]; endless: number }> {
  let over = false
  let endless = 0
  const other = (async () => {
    while (!over) {
      const { verdict } = await grader.grade({ exercise: EXERCISE, files: { 'frames.ts': ENDLESS }, locale: 'en' })
      if (verdict !== 'fail') throw new Error(`the endless submission got "${verdict}"`)
      endless++
    }
  })()
  const times = await handInFor(grader, files, BESIDE_MS)
  over = true
  await other
  return { times, endless }
}

const ratio = (ours: number[], rival: number[]) => (quantile(ours, 0.95) / quantile(rival, 0.95)).toFixed(2)
