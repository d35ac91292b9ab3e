/** What is asked again, and what is remembered. The grader here only counts: which verdict it gives is the test's. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openProofs } from '../../../src/cli/check/cache.ts'
import { Prover } from '../../../src/cli/check/prover.ts'
import { loadExercise } from '../../../src/course/load.ts'
import type { GradeRequest, Verdict } from '../../../src/sidecar/grader/types.ts'
import { edit, put, type ScratchCourse, scaffolded, scratchCourse } from '../scratch-course.ts'

let course: ScratchCourse
let folder: string
let graded: GradeRequest[]

beforeAll(() => {
  course = scratchCourse()
  folder = scaffolded(course, 'made/sum', 'function')
})
afterAll(() => course.remove())
beforeEach(() => {
  graded = []
  rmSync(join(course.folder, 'proofs'), { recursive: true, force: true })
})

type Asking = { verdict?: Verdict['verdict']; seed?: number; only?: string[]; part?: string; engine?: string }

/** Asks as a new process would: nothing but the folder of proofs is the same. Gives whether it was graded. */
async function asks(asking: Asking = {}): Promise<boolean> {
  const { verdict = 'pass', seed = 1, only, part = 'solution', engine = 'engine' } = asking
  const before = graded.length
  const grader = {
    async grade({ exercise, seed: given = 0, ...rest }: GradeRequest): Promise<Verdict> {
      graded.push({ exercise, seed: given, ...rest })
      const versions = { spec: '', wirebook: '', node: '' }
      const common = { version: 1 as const, job: '', points: 0, maxPoints: 1, provenance: 'practice' as const, ms: 1 }
      return { ...common, versions, exercise, verdict, seed: given, tests: [], printed: '' }
    },
    async close() {},
  }
  const prover = new Prover({
    grader: () => grader,
    proofs: openProofs(join(course.folder, 'proofs')),
    engine,
    atOnce: 1,
    signal: new AbortController().signal,
  })
  const file = readFileSync(join(folder, part, 'sum.ts'), 'utf8')
  const question = {
    files: { 'sum.ts': file },
    seed,
    holds: (outcome: { verdict: string }) => outcome.verdict === 'pass',
  }
  const outcome = await prover.of(loadExercise('made/sum', course.labs))({ ...question, ...(only ? { only } : {}) })
  expect(outcome.verdict).toBe(verdict)
  const again = graded.length > before
  expect([prover.gradings, prover.remembered]).toEqual(again ? [1, 0] : [0, 1])
  return again
}

test('what held is not graded again', async () => {
  expect([await asks(), await asks(), await asks()]).toEqual([true, false, false])
})

test('what failed is graded again', async () => {
  expect([await asks({ verdict: 'fail' }), await asks()]).toEqual([true, true])
})

test.each<[string, Asking]>([
  ['seed', { seed: 2 }],
  ['choice of tests', { only: ['sum'] }],
  ['submission', { part: 'alternatives/reduced' }],
  ['grader', { engine: 'another' }],
])('another %s is another question', async (_, asking) => {
  await asks()
  expect(await asks(asking)).toBe(true)
  expect(await asks()).toBe(false)
})

test.each<[string, () => void]>([
  ['spec', () => put(join(folder, 'exercise.spec.ts'), `${readFileSync(join(folder, 'exercise.spec.ts'), 'utf8')}\n`)],
  ['file beside the spec', () => put(join(folder, 'driver.ts'), 'export {}\n')],
  [
    'time limit',
    () => edit<{ callMs: number }>(join(folder, 'exercise.json'), (json) => Object.assign(json, { callMs: 9 })),
  ],
])('a changed %s asks again', async (_, change) => {
  await asks()
  change()
  expect(await asks()).toBe(true)
})

test('a changed title or hint does not', async () => {
  await asks()
  edit<{ title: { en: string }; hints: { en: string }[] }>(join(folder, 'exercise.json'), ({ title, hints }) => {
    title.en = 'Another'
    hints[0]!.en = 'Another'
  })
  expect(await asks()).toBe(false)
})

test('a proof that cannot be read is no proof', async () => {
  await asks()
  const proofs = join(course.folder, 'proofs')
  for (const name of readdirSync(proofs)) put(join(proofs, name), '{ "verdict": ')
  expect(await asks()).toBe(true)
})
