/** Slots, processes and time: what keeps one submission's trouble from the others. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import { defaultSize } from '../../src/sidecar/grader/size.ts'
import { Patience } from '../../src/sidecar/grader/spec/patience.ts'
import { Stripper } from '../../src/sidecar/grader/strip/stripper.ts'
import { casesOf, EXERCISES } from './cases.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const FRAMES = 'sample/frames'
const { files: RIGHT } = casesOf(FRAMES).find(({ name }) => name === 'solution')!
const { version } = JSON.parse(readFileSync(`${import.meta.dirname}/../../package.json`, 'utf8')) as { version: string }
/** Never answers anything, and never lets anything else answer. */
const ENDLESS = { 'frames.ts': 'export class Frames { push(): never { for (;;); } }\n', 'limits.ts': '' }

describe('the size of a grader', () => {
  it('has two slots on one or two processors, and no more than four', () => {
    expect([1, 2, 3, 4, 64].map((processors) => defaultSize(processors, 16_384).slots)).toEqual([2, 2, 3, 4, 4])
  })

  it('has fewer where memory is short, and never none', () => {
    expect([256, 600, 800, 4_096].map((memory) => defaultSize(8, memory).slots)).toEqual([1, 1, 2, 4])
  })

  it('keeps a process waiting for each slot and one more', () => {
    expect(defaultSize(2, 16_384).spare).toBe(3)
  })
})

describe('patience', () => {
  it('has a quarter of the limit left after a question that was not answered in time', () => {
    const patience = new Patience()
    expect(patience.limit(4_000)).toBe(4_000)
    patience.late()
    expect(patience.limit(4_000)).toBe(1_000)
    expect(patience.lost).toBe(false)
  })

  it('is as before when the program answers again', () => {
    const patience = new Patience()
    patience.late()
    patience.answered()
    expect(patience.limit(4_000)).toBe(4_000)
    patience.late()
    expect(patience.lost).toBe(false)
  })

  it('is lost after two in a row, and never gives a short limit more time', () => {
    const patience = new Patience()
    patience.late()
    expect([patience.limit(1_000), patience.limit(200)]).toEqual([500, 200])
    patience.late()
    expect(patience.lost).toBe(true)
  })
})

describe('the stripper', () => {
  /** Deep enough to break the parser of the type stripper. */
  const BOMB = '('.repeat(100_000)

  it('answers others while one text is more than it can read', async () => {
    const stripper = new Stripper()
    try {
      const [bomb, plain] = await Promise.all([
        stripper.strip({ 'bomb.ts': BOMB }),
        stripper.strip({ 'plain.ts': 'export const one: number = 1\n' }),
      ])
      expect(bomb).not.toHaveProperty('files')
      expect(plain).toEqual({ files: { 'plain.ts': 'export const one         = 1\n' } })
    } finally {
      stripper.close()
    }
  })

  it('tells where a text is wrong', async () => {
    const stripper = new Stripper()
    try {
      const wrong = await stripper.strip({ 'a.ts': 'const x = 1\nconst = 2\n' })
      expect(wrong).toMatchObject({ syntax: { file: 'a.ts', line: 2 } })
    } finally {
      stripper.close()
    }
  })
})

describe('a grader of two slots', () => {
  let grader: OpenedGrader

  beforeAll(async () => {
    grader = openGrader({ labs: EXERCISES, slots: 2 })
    await grader.ready
  })
  afterAll(() => grader.close())

  it('says in the verdict what it was made with', async () => {
    const verdict = await grader.grade({ exercise: FRAMES, files: RIGHT, seed: 4, locale: 'en' })
    expect(verdict).toMatchObject({
      seed: 4,
      provenance: 'practice',
      versions: { wirebook: version, node: process.versions.node, spec: expect.stringMatching(/^[0-9a-f]{16}$/) },
      job: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    const again = await grader.grade({ exercise: FRAMES, files: RIGHT, seed: 4, locale: 'en' })
    expect(again.versions).toEqual(verdict.versions)
    expect(again.job).not.toBe(verdict.job)
    const other = await grader.grade({ exercise: 'sample/greet', files: {}, locale: 'en' })
    expect(other.versions.spec).not.toBe(verdict.versions.spec)
  })

  it('does not wait in every test for a program that never answers', async () => {
    const { verdict, tests } = await grader.grade({ exercise: FRAMES, files: ENDLESS, locale: 'en' })
    expect(verdict).toBe('fail')
    expect(tests.map(({ state }) => state)).toEqual(Array(5).fill('failed'))
    const shown = tests.filter(({ visibility }) => visibility === 'visible').map(({ message }) => message)
    expect(shown[0]).toContain('within 800 ms')
    expect(shown[1]).toContain('within 500 ms')
    expect(shown.slice(2).every((message) => message.startsWith('Not run: your program no longer answers'))).toBe(true)
  })

  it('runs every test of a program that hangs in one and answers in the others', async () => {
    const { files } = casesOf(FRAMES).find(({ name }) => name === 'loops-in-one-call')!
    const { tests } = await grader.grade({ exercise: FRAMES, files, locale: 'en' })
    expect(tests.filter(({ state }) => state === 'passed')).toHaveLength(4)
  })

  it('grades others while a submission keeps a slot', async () => {
    let over = false
    const endless = grader.grade({ exercise: FRAMES, files: ENDLESS, locale: 'en' }).finally(() => {
      over = true
    })
    const verdicts = []
    while (!over && verdicts.length < 3)
      verdicts.push((await grader.grade({ exercise: FRAMES, files: RIGHT, locale: 'en' })).verdict)
    expect(verdicts).toEqual(['pass', 'pass', 'pass'])
    expect((await endless).verdict).toBe('fail')
  })
})

describe('a grader that is closed', () => {
  /** Of a second, on a machine that does other things: what is measured is that nothing is waited for. */
  const SOON_MS = 1_500

  it('ends within a second although something is being graded, and says so to whoever waits', async () => {
    const grader = openGrader({ labs: EXERCISES, slots: 2 })
    await grader.ready
    const grading = grader.grade({ exercise: FRAMES, files: ENDLESS, locale: 'en' })
    const refused = expect(grading).rejects.toMatchObject({ code: 'GRADER_CLOSED' })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const from = performance.now()
    await grader.close()
    expect(performance.now() - from).toBeLessThan(SOON_MS)
    await refused
    await expect(grader.grade({ exercise: FRAMES, files: RIGHT, locale: 'en' })).rejects.toMatchObject({
      code: 'GRADER_CLOSED',
    })
  })

  it('does not wait until it has started', async () => {
    const grader = openGrader({ labs: EXERCISES, slots: 2 })
    const from = performance.now()
    await grader.close()
    expect(performance.now() - from).toBeLessThan(SOON_MS)
    await expect(grader.ready).rejects.toMatchObject({ name: 'GraderProcessError' })
  })
})
