/** Time that is up is told as that, a test that was not run proves nothing, and a busy machine is not the learner's fault. */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { outcomeOf } from '../../src/cli/check/outcome.ts'
import { explain } from '../../src/sidecar/grader/explain.ts'
import { openGrader } from '../../src/sidecar/grader/grader.ts'
import { GRADER_LIMITS } from '../../src/sidecar/grader/limits.ts'
import { StripError, Stripper } from '../../src/sidecar/grader/strip/stripper.ts'
import type { Verdict } from '../../src/sidecar/grader/types.ts'
import { treeUsage } from '../../src/sidecar/sandbox/system/process-tree.ts'
import { fullTier } from '../support/tier.ts'
import { casesOf, EXERCISES } from './cases.ts'

vi.setConfig({ testTimeout: 120_000 })

describe('a wait', () => {
  const about = { locale: 'en' as const, files: {} }
  const notSeen = (late: boolean) => explain([{ message: 'Waited', wirebook: 'not-seen', late }], about)

  it('is late when its time was up', () => {
    expect(notSeen(true)).toMatchObject({ cause: 'late', code: 'WAIT_LATE' })
  })

  it('is an assertion when something else came', () => {
    expect(notSeen(false)).toMatchObject({ cause: 'assertion' })
    expect(notSeen(false)).not.toHaveProperty('code')
  })
})

describe('a program that computes without a pause', () => {
  beforeEach(fullTier)

  it('is told after two tests, and those that were not run catch no mutant', async () => {
    const { exercise, files } = casesOf('sample/echo-lines').find(({ name }) => name === 'spins-on-data')!
    const grader = openGrader({ labs: EXERCISES, slots: 1 })
    try {
      const verdict = await grader.grade({ exercise, files, locale: 'en' })
      const [first, last] = [verdict.tests[0]!, verdict.tests.at(-1)!]
      expect(first).toMatchObject({ state: 'failed', cause: 'late' })
      expect(last).toMatchObject({ state: 'failed', cause: 'late', code: 'LEARNER_NOT_RUN' })
      const caught = outcomeOf(verdict).failed.map(({ id }) => id)
      expect(caught).toContain(first.id)
      expect(caught).not.toContain(last.id)
    } finally {
      await grader.close()
    }
  })
})

describe('a stripper that gets no processor', () => {
  let stripper: Stripper
  const { stripWallMs } = GRADER_LIMITS
  beforeEach(() => {
    stripper = new Stripper()
  })
  afterEach(() => {
    GRADER_LIMITS.stripWallMs = stripWallMs
    stripper.close()
  })

  it('is our failure', async () => {
    await stripper.strip({ 'warm.ts': 'export const warm: number = 1\n' })
    GRADER_LIMITS.stripWallMs = 500
    for (const pid of strippers()) process.kill(pid, 'SIGSTOP')
    await expect(stripper.strip({ 'a.ts': 'export const a: number = 1\n' })).rejects.toThrow(StripError)
    // The next text gets another.
    GRADER_LIMITS.stripWallMs = stripWallMs
    expect(await stripper.strip({ 'a.ts': 'export const a: number = 1\n' })).toHaveProperty('files')
  })

  it('says nothing of a text when it is closed', async () => {
    const stripping = expect(stripper.strip({ 'a.ts': 'export const a: number = 1\n' })).rejects.toThrow(StripError)
    stripper.close()
    await stripping
  })
})

it('counts a test that failed as one that catches, whatever its cause', () => {
  const test = {
    title: '',
    state: 'failed' as const,
    points: 0,
    maxPoints: 1,
    message: 'm',
    visibility: 'visible' as const,
  }
  const tests = [
    { ...test, id: 'wait', cause: 'late' as const, code: 'WAIT_LATE' },
    { ...test, id: 'unrun', cause: 'late' as const, code: 'LEARNER_NOT_RUN' },
    { ...test, id: 'gone', cause: 'gone' as const, code: 'LEARNER_EXITED' },
    { ...test, id: 'wrong', cause: 'assertion' as const },
  ]
  const verdict = { verdict: 'fail', seed: 1, ms: 1, tests } as unknown as Verdict
  expect(outcomeOf(verdict).failed.map(({ id }) => id)).toEqual(['wait', 'gone', 'wrong'])
})

function strippers(): number[] {
  return treeUsage(process.pid).pids.filter((pid) =>
    /strip\/main\.mjs/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1')),
  )
}
