/** Specs that disturb the wire between them and a submission. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import { casesOf, EXERCISES } from '../grader/cases.ts'
import { ownNetwork } from '../support/tier.ts'

// A grading starts several processes one after the other.
vi.setConfig({ testTimeout: 120_000 })

let grader: OpenedGrader
beforeAll(() => {
  grader = openGrader({ labs: EXERCISES, slots: 1 })
})
afterAll(() => grader.close())

for (const { exercise, name, wanted, files, expected } of casesOf('sample/echo-wire')) {
  it(`${wanted}: ${name}`, async (context) => {
    ownNetwork(context)
    const grade = (seed: number) => grader.grade({ exercise, files, seed, locale: 'en' })
    const verdict = await grade(7)
    const failed = verdict.tests.filter(({ state }) => state !== 'passed').map(({ id }) => id)
    expect(failed, JSON.stringify(verdict, null, 2)).toEqual(expected.failed ?? [])
    expect(verdict.verdict).toBe(wanted)
    const again = await grade(7)
    // Not its words: how many of the pieces one read takes is the kernel's affair.
    const states = ({ tests }: typeof verdict) => tests.map(({ id, state }) => [id, state])
    expect(states(again)).toEqual(states(verdict))
  })
}
