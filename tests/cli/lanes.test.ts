import { expect, test } from 'vitest'
import { arrow, heading, lanesFor, widthOf } from '../../src/cli/lanes.ts'

const HEAD = { right: '►', left: '◄' }
const lanes = { names: ['client', 'router', 'server'], step: 10 }

test('names stand above their lifelines', () => {
  expect(heading(lanes)).toBe('client    router    server')
  expect(arrow(lanes, 'client', 'nobody', HEAD)).toBe('   │         │         │   ')
})

test('an arrow points from one lifeline to the next, either way', () => {
  expect(arrow(lanes, 'client', 'router', HEAD)).toBe('   │────────►│         │   ')
  expect(arrow(lanes, 'server', 'router', HEAD)).toBe('   │         │◄────────│   ')
})

test('an arrow that passes a lifeline crosses it', () => {
  expect(arrow(lanes, 'client', 'server', HEAD)).toBe('   │─────────┼────────►│   ')
})

test('a name that is too long for its column is cut', () => {
  expect(heading({ names: ['a', 'a-very-long-name', 'b'], step: 8 })).toBe('   a    a-very…    b')
})

test('lifelines that leave no room for the texts are none', () => {
  const names = Array.from({ length: 9 }, (_, index) => `h${index}`)
  expect(lanesFor(names, 60)).toBeNull()
  const wide = lanesFor(names, 160)
  expect(wide).not.toBeNull()
  expect(widthOf(wide!)).toBeLessThanOrEqual(160)
})
