/** Every parser under seeded inputs: as many as it takes in a little while. `npm run fuzz` does a million of each. */
import { expect, test } from 'vitest'
import { keptCases } from './kept.ts'
import { fuzz } from './target.ts'
import { TARGETS } from './targets/index.ts'

const INPUTS = 4_000
const WITHIN_MS = 700
const SEED = 20_260_301

test.each(TARGETS.map((target) => [target.name, target] as const))('%s', { timeout: 60_000 }, async (_name, target) => {
  const { inputs, failures } = await fuzz(target, { seed: SEED, inputs: INPUTS, withinMs: WITHIN_MS })
  expect(failures).toEqual([])
  expect(inputs).toBeGreaterThan(0)
})

test.each(keptCases(TARGETS).map((kept) => [kept.name, kept.once, kept] as const))(
  'it did this once, and does no more: %s (%s)',
  async (_name, _once, { replay }) => {
    await expect(replay()).resolves.toBeUndefined()
  },
)
