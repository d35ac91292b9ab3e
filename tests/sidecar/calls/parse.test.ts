import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CALL_LIMITS, parseCallLine } from '../../../src/sidecar/calls/parse.ts'

const WRITE = {
  id: 7,
  call: 'write',
  at: 12345678901,
  until: 12345678999,
  file: 'client.ts',
  line: 3,
  column: 10,
  from: 0,
  to: 5,
}

test('a report is what it says', () => {
  expect(parseCallLine(JSON.stringify(WRITE))).toEqual(WRITE)
})

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['a field nobody knows', JSON.stringify({ ...WRITE, program: 'server' })],
  ['an end before its beginning', JSON.stringify({ ...WRITE, until: 1 })],
  ['a range that runs backwards', JSON.stringify({ ...WRITE, from: 9 })],
  ['a path instead of a file name', JSON.stringify({ ...WRITE, file: '../secret.ts' })],
  ['a name with control characters', JSON.stringify({ ...WRITE, file: 'a\u001b[2J' })],
  ['a line number that is none', JSON.stringify({ ...WRITE, line: 0.5 })],
  ['a time as text', JSON.stringify({ ...WRITE, at: '5' })],
  ['a time before there was any', JSON.stringify({ ...WRITE, at: -5 })],
  ['a call with markup in its name', JSON.stringify({ ...WRITE, call: '<b>' })],
  ['an endless result', JSON.stringify({ ...WRITE, result: 'x'.repeat(81) })],
  ['a line over the limit', JSON.stringify({ ...WRITE, result: 'ok' }).padEnd(CALL_LIMITS.lineBytes + 1)],
])('%s is refused', (_, line) => {
  expect(parseCallLine(line)).toBeNull()
})

test('no line makes it throw, and what it lets through is bounded', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.bigInt().map(String), fc.constant(null))
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ id: value, call: value, at: value, line: value }).map((r) => JSON.stringify(r)),
  )
  fc.assert(
    fc.property(line, (text) => {
      const call = parseCallLine(text)
      if (call) expect(JSON.stringify(call).length).toBeLessThan(2 * CALL_LIMITS.lineBytes)
    }),
    { numRuns: 1_000 },
  )
})
