/** From a submission to its verdict, against running its tests with Vitest. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { loadExercise, ROOT } from '../src/course/load.ts'
import { openGrader } from '../src/sidecar/grader/grader.ts'
import type { Grader } from '../src/sidecar/grader/types.ts'
import type { Claim, Result } from './support/claim.ts'
import { PROGRAMS } from './support/lab.ts'
import { rounds } from './support/rounds.ts'
import { vitestRun } from './support/vitest-run.ts'

const LABS = join(ROOT, 'tests/fixtures/exercises')
const EXERCISE = 'sample/frames'
/** Each of its tests has a program of its own, which is connected to. */
const SERVER = 'sample/echo-lines'
const ROUNDS = { atMost: 20, withinMs: 120_000 }
/** Of ours between two of the rival's, which take long. */
const GRADINGS = 1
const REST_MS = 150

export const claim: Claim = {
  title: 'Submit to verdict, a spec of five tests on a function; and one of a server',
  target: 'at most 0.067 (1/15) of `npx vitest run` on the same five tests; a server at most 250 ms',
  measure,
}

async function measure(): Promise<Result> {
  const { solution, exercise } = loadExercise(EXERCISE, LABS)
  const tests = Object.keys(exercise.tests).length
  const server = loadExercise(SERVER, LABS)
  const spec = join(PROGRAMS, 'frames')
  const grader = openGrader({ labs: LABS })
  const withNpx: number[] = []
  const alone: number[] = []
  const ours: number[] = []
  const ofServer: number[] = []
  try {
    const tier = await grader.ready
    await vitestRun('vitest run', spec, tests)
    await submit(grader, EXERCISE, solution)
    await submit(grader, SERVER, server.solution)
    for (const _ of rounds(ROUNDS)) {
      const block: number[] = []
      for (let grading = 0; grading < GRADINGS; grading++) {
        await pause(REST_MS)
        block.push(await submit(grader, EXERCISE, solution))
      }
      for (let grading = 0; grading < GRADINGS; grading++) {
        await pause(REST_MS)
        ofServer.push(await submit(grader, SERVER, server.solution))
      }
      ours.push(...block)
      withNpx.push(await vitestRun('npx vitest run', spec, tests))
      alone.push(await vitestRun('vitest run', spec, tests))
    }
    return {
      measured: [
        {
          what: 'submit to verdict',
          unit: 'ms',
          values: ours,
          rival: { what: 'npx vitest run', values: withNpx },
          goal: { of: 'ratio', limit: 1 / 15 },
        },
        { what: 'submit to verdict', unit: 'ms', values: ours, rival: { what: 'vitest run', values: alone } },
        {
          what: `the same, ${Object.keys(server.exercise.tests).length} tests of a server`,
          unit: 'ms',
          values: ofServer,
          goal: { of: 'median', limit: 250 },
        },
      ],
      notes: [`tier ${tier}; one submission at a time, with a rest of ${REST_MS} ms before each`],
    }
  } finally {
    await grader.close()
  }
}

/** Milliseconds; throws unless it passed. */
async function submit(grader: Grader, exercise: string, files: Record<string, string>): Promise<number> {
  const began = performance.now()
  const { verdict, problem } = await grader.grade({ exercise, files, locale: 'en' })
  if (verdict !== 'pass') throw new Error(`the solution got "${verdict}" ${JSON.stringify(problem ?? '')}`)
  return performance.now() - began
}
