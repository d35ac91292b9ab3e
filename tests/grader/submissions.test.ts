/** Every submission fixture gets the verdict of the folder it lies in, and the grader is as good as before after it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import type { Verdict } from '../../src/sidecar/grader/types.ts'
import { fullTier } from '../support/tier.ts'
import { type Case, casesOf, EXERCISES } from './cases.ts'

let grader: OpenedGrader

beforeAll(async () => {
  grader = openGrader({ labs: EXERCISES, slots: 2 })
  await grader.ready
})

afterAll(() => grader.close())

function grade({ exercise, files }: Case, seed = 11): Promise<Verdict> {
  return grader.grade({ exercise, files, seed, locale: 'en' })
}

function solution(exercise: string): Case {
  return casesOf(exercise).find(({ name }) => name === 'solution') as Case
}

for (const exercise of ['sample/frames', 'sample/echo-lines', 'sample/greet', 'sample/pump']) {
  describe.concurrent(exercise, () => {
    for (const wanted of ['pass', 'fail'] as const) {
      for (const submission of casesOf(exercise).filter((other) => other.wanted === wanted)) {
        // Several wait for the same two slots.
        it(`${wanted}: ${submission.name.replaceAll('-', ' ')}`, { timeout: 120_000 }, async (context) => {
          // Without containment a verdict is practice: nobody is deceived but the forger.
          if (submission.name.startsWith('forge-')) fullTier(context)
          const verdict = await grade(submission)
          const { failed, problem, says, unprinted } = submission.expected
          expect(verdict.verdict, JSON.stringify(verdict, null, 1)).toBe(wanted)
          expect(verdict.points === verdict.maxPoints).toBe(wanted === 'pass')
          if (failed)
            expect(verdict.tests.filter(({ state }) => state !== 'passed').map(({ id }) => id)).toEqual(failed)
          if (problem) expect(verdict.problem).toMatchObject(problem)
          for (const [id, text] of Object.entries(says ?? {})) {
            expect(verdict.tests.find((test) => test.id === id)?.message).toContain(text)
          }
          if (unprinted) expect(verdict.printed).not.toMatch(new RegExp(unprinted))
          if (submission.name.startsWith('forge-')) expect((await grade(solution(exercise))).verdict).toBe('pass')
        })
      }
    }
  })
}
