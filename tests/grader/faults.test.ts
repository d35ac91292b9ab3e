/** Faults of our own side: never a pass or a fail, and the next grading is unharmed. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import { type Case, casesOf, EXERCISES } from './cases.ts'

const SAMPLE = casesOf('sample/frames').find(({ name }) => name === 'solution') as Case
const KINDS = [
  'spec-throws',

  'worker-dies',
  'process-dies',
  'test-missing',
  'unhandled-rejection',
  'answer-not-awaited',
]

// A dead grader process is started anew, twice for each fault.
vi.setConfig({ testTimeout: 120_000 })

let grader: OpenedGrader

beforeAll(() => {
  grader = openGrader({ labs: EXERCISES, slots: 1 })
})

afterAll(() => grader.close())

for (const kind of KINDS) {
  it(`error: ${kind.replaceAll('-', ' ')}`, async () => {
    for (const { exercise, files } of casesOf(`faults/${kind}`)) {
      const verdict = await grader.grade({ exercise, files, locale: 'en' })
      expect(verdict).toMatchObject({ verdict: 'error', points: 0, maxPoints: 2, problem: { code: 'GRADER_FAULT' } })
    }
    const next = await grader.grade({ exercise: SAMPLE.exercise, files: SAMPLE.files, locale: 'en' })
    expect(next.verdict).toBe('pass')
  })
}
