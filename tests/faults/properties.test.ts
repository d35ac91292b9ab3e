/** Whatever is done to segments, each byte that arrives is the one that was sent under its number. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FaultRule } from '../../src/protocol/faults.ts'
import { ACK, DOWN, FIN, PSH, PureWire, read, SYN, tcp } from './support.ts'

const rule: fc.Arbitrary<FaultRule> = fc.oneof(
  fc.record({ kind: fc.constant('loss' as const), probability: fc.constantFrom(0.1, 0.5) }),
  fc.record({ kind: fc.constant('duplicate' as const), probability: fc.constantFrom(0.2, 1) }),
  fc.record({
    kind: fc.constant('reorder' as const),
    probability: fc.constantFrom(0.2, 1),
    by: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ kind: fc.constantFrom('delay' as const, 'jitter' as const), ms: fc.integer({ min: 0, max: 50 }) }),
  fc.record({
    kind: fc.constant('split' as const),
    sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
    gapMs: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({
    kind: fc.constant('split' as const),
    mean: fc.integer({ min: 1, max: 30 }),
    gapMs: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({
    kind: fc.constant('coalesce' as const),
    bytes: fc.integer({ min: 2, max: 300 }),
    ms: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({ kind: fc.constant('reset' as const), after: fc.integer({ min: 1, max: 900 }) }),
)
/** Segments of a stream as a sender might send them: mostly in order, some again, some with a gap before. */
const step = fc.record({
  bytes: fc.integer({ min: 0, max: 120 }),
  back: fc.constantFrom(0, 0, 0, 0, 30, 200),
  wait: fc.integer({ min: 0, max: 30 }),
  flags: fc.constantFrom(ACK, ACK | PSH),
})
const STREAM = Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 7 + (at >> 8)) & 255))

test.each([{ v6: false }, { v6: true }])('whichever rules meet (IPv6: $v6)', ({ v6 }) => {
  const first = fc.constantFrom(1_001, 0xffff_ff00)
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 6 }),
      fc.array(step, { minLength: 1, maxLength: 30 }),
      first,
      (rules, steps, begin) => {
        const wire = new PureWire({ seed: 3, rules })
        wire.send(tcp({ seq: begin - 1, flags: SYN, mss: 700, v6 }))
        wire.send(tcp({ seq: 5_000, ack: begin, flags: SYN | ACK, mss: 700, down: true, v6 }), 0, DOWN)
        let [now, at, top] = [0, 0, 0]
        for (const { bytes, back, wait, flags } of steps) {
          now += wait
          at = Math.max(0, at - back)
          const data = STREAM.subarray(at, at + bytes)
          wire.send(tcp({ seq: begin + at, ack: 5_001, flags, data, v6 }), now)
          at += data.length
          top = Math.max(top, at)
        }
        wire.send(tcp({ seq: begin + at, ack: 5_001, flags: ACK | FIN, v6 }), now)
        wire.wait(now + 1_000)

        expect(wire.faults.next).toBe(null)
        expect(wire.fates.every((fate) => fate !== 'held')).toBe(true)
        const heard = new Set<number>()
        for (const { frame, towards, made } of wire.arrivals) {
          const segment = read(frame)
          expect(segment.sound).toBe(true)
          if (towards === 'from' || made === 'reset' || segment.down || segment.flags & SYN) continue
          expect(segment.data.length).toBeLessThanOrEqual(700)
          const from = (segment.seq - begin) | 0
          expect(segment.data).toBe(STREAM.toString('latin1', from, from + segment.data.length))
          for (let n = from; n < from + segment.data.length; n++) heard.add(n)
        }
        // Without rules that take something away, all of it arrives.
        if (rules.every(({ kind }) => kind !== 'loss' && kind !== 'reset')) expect(heard.size).toBe(top)
        const after = rules.flatMap((one) => (one.kind === 'reset' ? [one.after] : []))[0]
        if (after !== undefined && rules.every(({ kind }) => kind === 'reset'))
          expect(heard.size).toBe(Math.min(after, top))
      },
    ),
    { numRuns: 300 },
  )
})
