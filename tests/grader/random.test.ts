import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seededRandom } from '../../src/sidecar/grader/spec/random.ts'

const drawn = (seed: number, label: string) => {
  const random = seededRandom(seed, label)
  return [
    random.int(0, 1e9),
    random.bytes(8),
    random.text(8),
    random.shuffle([1, 2, 3, 4, 5]),
    random.cuts(random.bytes(9)),
  ]
}

it('gives the same values for the same seed and test, others for another seed or test', () => {
  expect(drawn(7, 'a')).toEqual(drawn(7, 'a'))
  expect(drawn(7, 'a')).not.toEqual(drawn(8, 'a'))
  expect(drawn(7, 'a')).not.toEqual(drawn(7, 'b'))
})

it('reaches both ends of a range', () => {
  const random = seededRandom(1, '')
  expect(new Set(Array.from({ length: 200 }, () => random.int(3, 5)))).toEqual(new Set([3, 4, 5]))
})

it('cuts into non-empty parts whose concatenation is the whole', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 50 }),
      fc.integer(),
      fc.option(fc.integer({ min: 1, max: 60 })),
      (bytes, seed, pieces) => {
        const cuts = seededRandom(seed, '').cuts(bytes, pieces ?? undefined)
        expect(Buffer.concat(cuts)).toEqual(Buffer.from(bytes))
        expect(cuts.every((part) => part.length > 0)).toBe(true)
        if (pieces !== null) expect(cuts).toHaveLength(Math.min(pieces, bytes.length))
      },
    ),
  )
})

it('shuffles a new list, with the same members', () => {
  const list = [1, 2, 3, 4, 5, 6, 7, 8]
  const mixed = seededRandom(3, 'x').shuffle(list)
  expect(mixed.toSorted()).toEqual(list)
  expect(list).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(mixed).not.toEqual(list)
})
