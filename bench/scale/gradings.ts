/** Slots for gradings, three submissions waiting for each: how many are done, how long each waits, and what it takes. */
import { join } from 'node:path'
import { loadExercise, ROOT } from '../../src/course/load.ts'
import { openGrader } from '../../src/sidecar/grader/grader.ts'
import { memoryBelow } from '../support/process-tree.ts'
import { median, quantile } from '../support/stats.ts'
import type { Curve, Measurement, Point } from './curve.ts'

const LABS = join(ROOT, 'tests/fixtures/exercises')
const EXERCISE = 'sample/frames'
const WAITING = 3
const WARM_MS = 2_000
const LASTS_MS = 12_000
const LOOK_EVERY_MS = 500

export const gradings: Measurement = {
  title: 'Slots of one grader',
  sizes: [1, 2, 3, 4, 6, 8],
  small: [1, 2],
  longestMs: 1_800_000,
  measure,
}

async function measure(sizes: number[]): Promise<Curve[]> {
  const [rate, memory, wait]: Point[][] = [[], [], []]
  for (const x of sizes) {
    const one = await withSlots(x)
    rate!.push({ x, y: one.rate })
    memory!.push({ x, y: one.memory })
    wait!.push({ x, y: one.p95 })
  }
  const x = 'slots'
  const note = 'there are two processors: more slots than that share them'
  return [
    {
      name: 'gradings-rate',
      title: 'Gradings a second, three submissions waiting for each slot',
      x,
      y: 'gradings/s',
      points: rate!,
      note,
    },
    {
      name: 'gradings-memory',
      title: 'Memory of the grader at work',
      x,
      y: 'MiB (proportional set size, median)',
      points: memory!,
    },
    {
      name: 'gradings-wait',
      title: 'Submit to verdict while all slots are taken',
      x,
      y: 'ms (p95)',
      points: wait!,
      note,
    },
  ]
}

async function withSlots(slots: number): Promise<{ rate: number; memory: number; p95: number }> {
  const { solution: files } = loadExercise(EXERCISE, LABS)
  const grader = openGrader({ labs: LABS, slots })
  const memory: number[] = []
  const times: number[] = []
  try {
    await grader.ready
    const from = performance.now() + WARM_MS
    const until = from + LASTS_MS
    let done = 0
    const handIn = async () => {
      while (performance.now() < until) {
        const began = performance.now()
        const { verdict } = await grader.grade({ exercise: EXERCISE, files, locale: 'en' })
        if (verdict !== 'pass') throw new Error(`the solution got "${verdict}"`)
        const now = performance.now()
        if (began < from || now > until) continue
        done += 1
        times.push(now - began)
      }
    }
    const looking = setInterval(() => memory.push(memoryBelow(process.pid)), LOOK_EVERY_MS)
    await Promise.all(Array.from({ length: slots * WAITING }, handIn)).finally(() => clearInterval(looking))
    return { rate: done / (LASTS_MS / 1_000), memory: median(memory), p95: quantile(times, 0.95) }
  } finally {
    await grader.close()
  }
}
