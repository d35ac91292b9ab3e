import { expect, test } from 'vitest'
import { type CapturedPacket, NO_FAULTS } from '../../../src/protocol/lab.ts'
import { canonical, type Told } from '../../../src/sidecar/recording/canonical.ts'
import { RECORDING_LIMITS } from '../../../src/sidecar/recording/limits.ts'
import { snapLengthFor, snapped } from '../../../src/sidecar/recording/snap.ts'

const START = { programs: ['a'], files: ['b.ts', 'a.ts'], faults: NO_FAULTS }
const packet = (n: number, at: number, arrived?: number): CapturedPacket => ({
  n,
  at,
  ...(arrived === undefined ? {} : { arrived }),
  link: 'wire',
  data: Buffer.alloc(1_000, n).toString('base64'),
  length: 1_000,
})
const output = (text: string, at: number): Told => ({
  at: at + 5_000, // as it was heard
  event: { type: 'output', program: 'a', stream: 'stdout', text, at },
})
const packets = (heard: number, ...list: CapturedPacket[]): Told => ({
  at: heard,
  event: { type: 'packets', packets: list, lost: 0 },
})

test('events stand in the order of their own times, however they were heard', () => {
  const told = [output('late', 70_000), packets(90_000, packet(1, 30_000), packet(2, 60_000)), output('soon', 10_000)]
  const events = canonical(START, told)
  expect(events.map(([at, { type }]) => [at, type])).toEqual([
    [0, 'runStarted'],
    [10_000, 'output'],
    [30_000, 'packets'],
    [60_000, 'packets'],
    [70_000, 'output'],
    [70_000, 'runEnded'],
  ])
  expect(canonical(START, told.toReversed())).toEqual(events)
})

test('a packet is told when it has arrived, and none before those sent earlier', () => {
  const events = canonical(START, [packets(0, packet(1, 0, 100_000), packet(2, 50_000, 60_000))])
  const told = events.flatMap(([at, event]) => (event.type === 'packets' ? event.packets.map(({ n }) => [n, at]) : []))
  expect(told).toEqual([
    [1, 100_000],
    [2, 100_000],
  ])
})

test('neighbours of one kind within a moment are one event', () => {
  const soon = RECORDING_LIMITS.batchMicros - 1
  const events = canonical(START, [output('a', 0), output('b', soon), output('c', soon * 2)])
  expect(events.flatMap(([, event]) => (event.type === 'output' ? [event.text] : []))).toEqual(['ab', 'c'])
})

test('losses are kept, and the start names every file once, sorted', () => {
  const lost: Told = { at: 5, event: { type: 'packets', packets: [], lost: 3 } }
  const events = canonical(START, [lost])
  expect(events[0]).toEqual([
    0,
    { type: 'runStarted', programs: ['a'], faults: NO_FAULTS, revisions: { 'a.ts': 0, 'b.ts': 0 } },
  ])
  expect(events[1]).toEqual([5, { type: 'packets', packets: [], lost: 3 }])
})

test('frames are cut to the longest snap length with which every run fits', () => {
  const small = Array.from({ length: 10 }, (_, index) => packet(index + 1, 0))
  const large = Array.from({ length: 300 }, (_, index) => packet(index + 1, 0))
  expect(snapLengthFor([small])).toBe(1_514)
  const chosen = snapLengthFor([small, large])
  expect(chosen * 300).toBeLessThanOrEqual(RECORDING_LIMITS.frameBytes)
  const short = snapped(packet(1, 0), chosen)
  expect([Buffer.from(short.data, 'base64').length, short.length]).toEqual([chosen, 1_000])
  expect(snapped(packet(1, 0), 1_514)).toEqual(packet(1, 0))
})
