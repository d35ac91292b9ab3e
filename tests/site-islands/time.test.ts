/** Where packets of a run stand in time: the overview's line, rows spread by time, and when each is played. */
import { describe, expect, it } from 'vitest'
import type { CapturedPacket } from '../../src/protocol/lab.ts'
import { ladder } from '../../src/site/islands/bench/ladder.ts'
import { Trace } from '../../src/site/islands/bench/trace.ts'
import { BOX, marksOf } from '../../src/site/islands/bench/wire/overview/marks.ts'
import { indexAtTime, timeScale } from '../../src/site/islands/bench/wire/overview/scale.ts'
import { dueAt, PLAY_LIMITS, SPEEDS, scheduleOf, speedFor } from '../../src/site/islands/bench/wire/time/schedule.ts'
import { extras, MOST, ROW } from '../../src/site/islands/bench/wire/time/spacing.ts'
import { encode } from '../../src/wire/encode.ts'

/** Two bursts of three packets, a second apart, µs. */
const TIMES = [0, 100, 300, 1_000_300, 1_000_400, 1_000_500]

describe('the line of a run', () => {
  it('runs from 0 to 1 in the order of the packets', () => {
    const scale = timeScale(TIMES)
    const shares = TIMES.map((_, index) => scale.shareOf(index))
    expect(shares[0]).toBe(0)
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })

  it('is true to time within a burst, and folds the silence between two', () => {
    const { shareOf, folds } = timeScale(TIMES)
    expect((shareOf(2) - shareOf(1)) / (shareOf(1) - shareOf(0))).toBeCloseTo(2)
    expect(folds.map(({ length }) => length)).toEqual([1_000_000])
    expect(shareOf(3) - shareOf(2)).toBeCloseTo(0.3)
  })

  it('gives the packet nearest to a place, and the place of a packet back', () => {
    const scale = timeScale(TIMES)
    for (const index of TIMES.keys()) expect(scale.indexAt(scale.shareOf(index))).toBe(index)
    expect(scale.indexAt(-3)).toBe(0)
    expect(scale.indexAt(7)).toBe(5)
    expect(timeScale([]).indexAt(0.5)).toBe(-1)
    expect(timeScale([42]).indexAt(0.5)).toBe(0)
  })

  it('sets packets of one moment beside each other, and 2,000 of them in no time', () => {
    const { shareOf } = timeScale([5, 5, 5])
    expect([shareOf(0), shareOf(1), shareOf(2)]).toEqual([0, 0.5, 1])
    const many = timeScale(Array.from({ length: 2_000 }, (_, index) => index * 7))
    expect(many.indexAt(many.shareOf(1_234))).toBe(1_234)
  })

  it('finds the last packet at or before a moment', () => {
    expect([-1, 0, 99, 100, 2_000_000].map((moment) => indexAtTime(TIMES, moment))).toEqual([-1, 0, 0, 1, 5])
  })

  it('has one path for each kind, up for the client, and tells kinds by length as well', () => {
    const rows = [
      { kind: 'syn' as const, fromClient: true },
      { kind: 'syn' as const, fromClient: false },
      { kind: 'ack' as const, fromClient: true },
    ]
    const marks = marksOf(rows, timeScale([0, 1, 2]))
    expect(marks.map(({ kind, count }) => [kind, count])).toEqual([
      ['ack', 1],
      ['syn', 2],
    ])
    expect(marks[1]!.d).toBe(`M0 ${BOX.middle}v-14M500 ${BOX.middle}v14`)
    expect(marks[0]!.d).toBe(`M1000 ${BOX.middle}v-5`)
  })
})

describe('rows spread by time', () => {
  const bytes = encode({
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    tcp: { sourcePort: 40_000, destinationPort: 9_999, seq: 1, ack: 0, flags: ['ACK'] },
  })
  const trace = new Trace()
  const frame = { link: 'wire', data: Buffer.from(bytes).toString('base64'), length: bytes.length }
  // 0.1 ms, 3 ms, then a silence of 20 ms.
  trace.add([0, 100, 3_100, 23_100].map((at, index): CapturedPacket => ({ ...frame, at, n: index + 1 })))
  const items = ladder({ rows: trace.rows, calls: [], streams: [], servers: new Set() })

  it('stay as they are where no more time passed than their own height stands for', () => {
    expect(extras(items, 0).size).toBe(0)
    expect([...extras(items, 10_000).keys()]).toEqual(['gap 4'])
  })

  it('grow with the time until the next, and a gap has its own', () => {
    const found = extras(items, 1_000)
    expect(found.get('packet 2')).toEqual({ height: 2 * ROW, time: 3_000, cut: false })
    expect(found.get('gap 4')).toEqual({ height: MOST, time: 20_000, cut: true })
    expect(found.has('packet 1') || found.has('packet 3')).toBe(false)
  })
})

describe('a run that is played', () => {
  it('takes as much longer as the speed says, silences cut', () => {
    expect(scheduleOf([0, 1_000, 3_000], 0.1)).toEqual([0, 10, 30])
    expect(scheduleOf(TIMES, 1).at(3)).toBeCloseTo(0.3 + 1_000)
    expect(scheduleOf(TIMES, 0.1).at(3)).toBeCloseTo(3 + PLAY_LIMITS.silenceMs)
  })

  it('shows what is due, and skips none that several are due at once', () => {
    const schedule = scheduleOf([0, 1_000, 1_000, 3_000], 1)
    expect([-1, 0, 0.9, 1, 2, 9].map((elapsed) => dueAt(schedule, elapsed))).toEqual([-1, 0, 0, 2, 2, 3])
  })

  it('is as slow as it can be within the limit', () => {
    expect(speedFor([0, 1_000, 2_000])).toBe(SPEEDS.at(-1))
    const long = Array.from({ length: 2_000 }, (_, index) => index * 1_000)
    expect(speedFor(long)).toBe(0.1)
    expect(speedFor(Array.from({ length: 200 }, (_, index) => index * 2_000_000))).toBe(1)
  })
})
