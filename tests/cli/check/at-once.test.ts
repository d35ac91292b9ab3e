/** How many gradings a check makes at once. */
import { expect, test } from 'vitest'
import { gradingsAtOnce } from '../../../src/cli/check/at-once.ts'

test('four gradings for each processor, for they mostly wait, and never more than one grader can serve', () => {
  expect([0, 1, 2, 4, 64].map(gradingsAtOnce)).toEqual([4, 4, 8, 16, 16])
})
