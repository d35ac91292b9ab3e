/** Where a dragged row goes. */
import { expect, test } from 'vitest'
import { placeAt } from '../../src/site/islands/workbench/drag.ts'

/** Rows of different heights, one below the other. */
const ROWS = [
  { top: 0, bottom: 40 },
  { top: 40, bottom: 100 },
  { top: 100, bottom: 120 },
]

test.each([
  ['the first stays where it is', 20, 0, 0],
  ['above all rows is the first place', -500, 2, 0],
  ['below all rows is the last place', 5_000, 0, 2],
  ['a row is passed at its middle, downwards', 69, 0, 0],
  ['and from there on it is behind it', 71, 0, 1],
  ['a row is passed at its middle, upwards', 71, 2, 2],
  ['and from there on it is before it', 69, 2, 1],
])('%s', (_, y, from, to) => {
  expect(placeAt(y, from, ROWS)).toBe(to)
})
