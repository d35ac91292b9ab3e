/**
 * The forging corpus: submissions that try to pass without being right, to learn what is hidden, or to spoil what comes
 * after them. One folder of tests/fixtures/submissions is one case; SECURITY.md lists them all.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import { pretty } from '../../src/sidecar/grader/pretty.ts'
import type { Verdict } from '../../src/sidecar/grader/types.ts'
import { FULL, fullTier } from '../support/tier.ts'
import { type Case, casesOf, EXERCISES, solutionOf } from './cases.ts'

/** In hidden tests' data, in specs, in solutions and in the environment of the grader: none of it may be told. */
const SECRETS = ['HIDDEN ', 'SPEC-MARK', 'SOLUTION-MARK', 'ENVIRONMENT-MARK']
const SEED = 4
/** Several cases hang in every test, on a machine that is busy with other tests. */
const TIME = { timeout: 120_000 }

/** Exercises that it is about. */
export const CORPUS = ['forging/vault', 'sample/frames', 'forging/reverse', 'forging/datagrams', 'forging/answer']

/** Cases of the corpus: every wrong submission of an exercise of `forging/`, elsewhere those named so. */
export function forgingCases(exercise: string): Case[] {
  const wrong = casesOf(exercise).filter(({ wanted }) => wanted === 'fail')
  return exercise.startsWith('forging/') ? wrong : wrong.filter(({ name }) => name.startsWith('forge-'))
}

/** One slot: the right submission after each case meets what the case has left. */
export function provesForging(exercise: string): void {
  describe(`forging ${exercise}`, () => {
    let grader: OpenedGrader
    let before: Verdict

    // Without containment a verdict is practice: nobody is deceived but the forger.
    beforeEach(fullTier)
    beforeAll(async () => {
      if (!FULL) return
      process.env.WIREBOOK_FORGING = 'ENVIRONMENT-MARK'
      grader = openGrader({ labs: EXERCISES, slots: 1 })
      await grader.ready
      before = await grade(solutionOf(exercise, 'starter'))
    }, TIME.timeout)
    afterAll(async () => {
      delete process.env.WIREBOOK_FORGING
      await grader?.close()
    })

    const grade = ({ files }: Case) => grader.grade({ exercise, files, seed: SEED, locale: 'en' })

    it.for(forgingCases(exercise))('is not deceived: $name', TIME, async (submission) => {
      const verdicts = [await grade(submission)]
      if (submission.expected.twice) verdicts.push(await grade(submission))
      for (const verdict of verdicts) {
        failsAs(submission, verdict)
        tellsNothing(verdict)
      }
      const next = await grade(solutionOf(exercise))
      expect(next, JSON.stringify(next, null, 1)).toMatchObject({ verdict: 'pass', points: next.maxPoints })
    })

    it('judges a wrong submission after all of them as it did before', TIME, async () => {
      const after = await grade(solutionOf(exercise, 'starter'))
      expect(after.verdict).toBe('fail')
      expect(outcomes(after)).toEqual(outcomes(before))
    })
  })
}

function outcomes({ tests }: Verdict) {
  return tests.map(({ id, state, message }) => ({ id, state, message }))
}

/** `error` would be ours: a forger must not get that far either. */
function failsAs({ expected }: Case, verdict: Verdict): void {
  expect(verdict.verdict, JSON.stringify(verdict, null, 1)).toBe('fail')
  expect(verdict.points).toBeLessThan(verdict.maxPoints)
  const failed = verdict.tests.filter(({ state }) => state !== 'passed').map(({ id }) => id)
  expect(failed).not.toEqual([])
  if (expected.failed) expect(failed, JSON.stringify(verdict.tests, null, 1)).toEqual(expected.failed)
  for (const [id, text] of Object.entries(expected.says ?? {})) {
    expect(verdict.tests.find((test) => test.id === id)?.message).toContain(text)
  }
  if (expected.printed) expect(verdict.printed).toContain(expected.printed)
  if (expected.unprinted) expect(verdict.printed).not.toMatch(new RegExp(expected.unprinted))
}

function tellsNothing(verdict: Verdict): void {
  const all = JSON.stringify(verdict)
  for (const secret of SECRETS) expect(all).not.toContain(secret)
  for (const { visibility, message } of verdict.tests) if (visibility === 'hidden') expect(message).toBe('')
  // What a terminal gets cannot steer it.
  expect(pretty(verdict, 'en')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
}
