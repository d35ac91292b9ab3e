/** What a hostile program can write to its reports' pipe, and what comes of it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CALL_LIMITS } from '../../../src/sidecar/calls/parse.ts'
import { callReader } from '../../../src/sidecar/sandbox/calls-reader.ts'

const BEGAN = Number(process.hrtime.bigint() / 1_000n)
const reader = () => callReader('server', { ofMonotonicMicros: (at) => at - BEGAN })
const line = (report: object) => JSON.stringify({ id: 1, call: 'read', at: BEGAN + 5, ...report })

test('a report becomes a call of the program whose pipe it came from, on the clock of the run', () => {
  expect(reader()(line({ until: BEGAN + 9, from: 0, to: 4 }))).toEqual({
    program: 'server',
    id: 1,
    call: 'read',
    at: 5,
    until: 9,
    from: 0,
    to: 4,
  })
})

test.each([
  ['names another program', { program: 'client' }],
  ['comes from before the run', { at: 1 }],
  ['comes from the future', { at: BEGAN + 3.6e9 }],
  ['returns in the future', { until: BEGAN + 3.6e9 }],
  ['has a number that is no integer', { id: 1.5 }],
  ['has a number below 0', { id: -1 }],
  ['reaches beyond what numbers can count', { from: 0, to: 2 ** 60 }],
  ['says that more was missing than can be', { missing: -1 }],
  ['carries a prototype', JSON.parse('{ "__proto__": { "call": "write" }, "constructor": 1 }')],
])('a report that %s is refused', (_, forged) => {
  expect(reader()(line(forged))).toBeNull()
})

test('forged numbers stay with their own program', () => {
  const [a, b] = [reader(), callReader('client', { ofMonotonicMicros: (at) => at - BEGAN })]
  expect([a(line({ id: 7 }))?.program, b(line({ id: 7 }))?.program]).toEqual(['server', 'client'])
})

describe('garbage', () => {
  test('no line makes it throw, and what it lets through is small and typed', () => {
    const read = reader()
    const value = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.constant(null), fc.json(), fc.boolean())
    const keys = ['id', 'call', 'at', 'until', 'file', 'line', 'column', 'local', 'remote', 'from', 'to', 'result']
    const report = fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), value).map((r) => line(r))
    const cut = fc.tuple(report, fc.nat(80)).map(([text, at]) => text.slice(at))
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), report, cut), (text) => {
        const call = read(text)
        if (call === null) return
        expect(call.program).toBe('server')
        expect(Number.isSafeInteger(call.at) && call.at >= 0).toBe(true)
        expect(JSON.stringify(call).length).toBeLessThan(2 * CALL_LIMITS.lineBytes)
      }),
      { numRuns: 1_500 },
    )
  })

  test('a huge line costs no more than its length', () => {
    const read = reader()
    const begun = performance.now()
    for (const text of ['['.repeat(4_000), `${'{"a":'.repeat(800)}1`, '"'.repeat(4_096), 'x'.repeat(10_000_000)])
      expect(read(text)).toBeNull()
    expect(performance.now() - begun).toBeLessThan(1_000)
  })
})

test('one that reports too much is read no further, which is said once, but for how many it did not tell', () => {
  const read = reader()
  for (let n = 0; n < CALL_LIMITS.perRun; n++) expect(read(line({ id: n }))).not.toBeNull()
  expect(read(line({}))).toMatchObject({ call: 'untold', missing: 1 })
  expect(read(line({}))).toBeNull()
  expect(read(line({ result: '"untold"' }))).toBeNull()
  expect(read(line({ call: 'untold', missing: 41 }))).toMatchObject({ call: 'untold', missing: 41 })
  for (let n = 0; n < CALL_LIMITS.untold; n++) read(line({ call: 'untold', missing: 1 }))
  expect(read(line({ call: 'untold', missing: 41 }))).toBeNull()
})
