/** The soak of bench/soak-grader.ts, made short: thousands are graded before a release. */
import { expect, it } from 'vitest'
import { soak } from '../../bench/support/soak-grader.ts'
import { fullTier } from '../support/tier.ts'

const GRADINGS = 60
/** What one grading more or less in progress makes, MiB. */
const MEMORY_SLACK_MIB = 60

it('gives sixty submissions of all sorts their verdicts and keeps nothing of them', {
  timeout: 240_000,
}, async (context) => {
  fullTier(context)
  const { gradings, sorts, wrong, before, after, memory } = await soak({ gradings: GRADINGS })
  expect(gradings).toBe(GRADINGS)
  expect(Object.keys(sorts).sort()).toEqual(['crashing', 'hanging', 'hostile', 'right', 'wrong'])
  expect(wrong).toEqual([])
  expect(after.processes).toBeLessThanOrEqual(before.processes)
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
  expect(memory.last - memory.second).toBeLessThan(MEMORY_SLACK_MIB)
})
