/** Every submission fixture gets the verdict of the folder it lies in. Those that forge have a test of their own (forging.ts). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import type { Verdict } from '../../src/sidecar/grader/types.ts'
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

function isForged({ name }: Case): boolean {
  return name.startsWith('forge-')
}

for (const exercise of ['sample/frames', 'sample/echo-lines', 'sample/greet', 'sample/pump']) {
  describe.concurrent(exercise, () => {
    for (const wanted of ['pass', 'fail'] as const) {
      for (const submission of casesOf(exercise).filter((other) => other.wanted === wanted && !isForged(other))) {
        // Several wait for the same two slots.
        it(`${wanted}: ${submission.name.replaceAll('-', ' ')}`, { timeout: 120_000 }, async () => {
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
        })
      }
    }
  })
}
