/** Blocks of the ribbon: as many as can be told apart, and none of the stream left out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bundled, RIBBON_LIMITS } from '../../src/site/islands/bench/wire/ribbon/bundles.ts'

const SEED = { seed: 20_261_122 }
/** Blocks of these sizes, one behind the other. */
const laid = (sizes: readonly number[]) => {
  let to = 0
  return sizes.map((size) => {
    to += size
    return { from: to - size, to }
  })
}
const ends = (blocks: readonly { to: number }[]) => blocks.at(-1)?.to ?? 0

describe('the blocks of a lane', () => {
  it('stay single as long as they are few, however narrow', () => {
    const blocks = laid([1, 1, 10_000, ...Array.from({ length: RIBBON_LIMITS.blocks - 3 }, () => 1)])
    expect(bundled(blocks, ends(blocks)).map(({ first, count }) => [first, count])).toEqual(
      blocks.map((block) => [block, 1]),
    )
  })

  it('are put together where they are too narrow, and a wide one among them stays by itself', () => {
    const wide = 500
    const blocks = laid([...Array.from({ length: 300 }, () => 1), wide, ...Array.from({ length: 300 }, () => 1)])
    const drawn = bundled(blocks, ends(blocks))
    expect(drawn.filter(({ to, from, count }) => to - from === wide && count === 1)).toHaveLength(1)
    expect(drawn.length).toBeLessThan(80)
  })

  it('cover the stream without a gap, each block once and in its order, and never become many', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 2_000 }), (sizes) => {
        const blocks = laid(sizes)
        const drawn = bundled(blocks, ends(blocks))
        expect(drawn.reduce((sum, { count }) => sum + count, 0)).toBe(blocks.length)
        expect(drawn[0]!.from).toBe(0)
        for (const [index, { from }] of drawn.slice(1).entries()) expect(from).toBe(drawn[index]!.to)
        expect(ends(drawn)).toBe(ends(blocks))
        expect(drawn.length).toBeLessThanOrEqual(2 * RIBBON_LIMITS.blocks)
      }),
      SEED,
    )
  })

  it('that look different are never one', () => {
    const blocks = laid(Array.from({ length: 400 }, () => 1)).map((block, index) => ({ ...block, again: index === 7 }))
    const again = bundled(blocks, 400, (block) => String(block.again)).filter(({ first }) => first.again)
    expect(again.map(({ count }) => count)).toEqual([1])
  })

  it('stay what they were while the stream grows, until it has doubled', () => {
    const blocks = laid(Array.from({ length: 1_600 }, () => 1))
    const spans = (count: number) => bundled(blocks.slice(0, count), count).map(({ from, to }) => `${from} ${to}`)
    const before = spans(900)
    expect(spans(1_500).slice(0, before.length - 1)).toEqual(before.slice(0, -1))
  })
})
