/** Packets in the decoder with its flow tracker, and in what a page makes of a run: its store, its trace and one drawing. */
import { NO_FAULTS } from '../../src/protocol/faults.ts'
import type { CapturedPacket } from '../../src/protocol/lab.ts'
import { LabStore } from '../../src/site/islands/bench/lab-store.ts'
import { ladder } from '../../src/site/islands/bench/ladder.ts'
import { streamsOf } from '../../src/site/islands/bench/streams.ts'
import { Trace } from '../../src/site/islands/bench/trace.ts'
import { VIEW_LIMITS } from '../../src/site/islands/bench/wire/view.ts'
import { decode } from '../../src/wire/decode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { summary } from '../../src/wire/summary.ts'
import { median } from '../support/stats.ts'
import { traffic } from '../support/traffic.ts'
import type { Curve, Measurement, Point } from './curve.ts'

/** Times each size is done; a large one once. */
const PASSES = 5
const LARGE = 200_000
/** Packets of one measured time, at least. */
const MEASURABLE = 30_000
/** A page is told of so many packets at once while it can keep up. */
const BATCH = 64
/** What a page is fed at most: a run keeps 20,000 frames (LIMITS.packets). */
const PAGE_AT_MOST = 100_000

export const packets: Measurement = {
  title: 'Packets of one run',
  sizes: [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000],
  small: [1_000, 3_000],
  longestMs: 1_800_000,
  measure: async (sizes) => measure(sizes),
}

function measure(sizes: number[]): Curve[] {
  const frames = traffic(Math.max(...sizes))
  decoded(frames.slice(0, 30_000)) // compiled before the first that counts
  const decoding = sizes.map((x) => ({ x, y: timed(x, () => decoded(frames.slice(0, x))) }))
  const paged = sizes.filter((size) => size <= PAGE_AT_MOST)
  const captured = frames.slice(0, Math.max(...paged)).map(asCaptured)
  drawnOnce(traced(captured.slice(0, 1_000)))
  const [feeding, tracing, drawing]: Point[][] = [[], [], []]
  for (const x of paged) {
    const some = captured.slice(0, x)
    feeding!.push({ x, y: timed(x, () => fed(some)) })
    tracing!.push({ x, y: timed(x, () => traced(some)) })
    const trace = traced(some)
    drawing!.push({ x, y: timed(x, () => drawnOnce(trace)) })
  }
  const x = 'packets'
  const y = 'ms of processor time'
  return [
    { name: 'packets-decoder', title: 'Decoding, following flows, a line for each', x, y, points: decoding },
    {
      name: 'packets-store',
      title: 'A page’s store, told of 64 packets at a time',
      x,
      y,
      points: feeding!,
      note: 'a run keeps 20,000 packets',
    },
    { name: 'packets-trace', title: 'A page’s trace: decoded, numbered, each with its flow', x, y, points: tracing! },
    {
      name: 'packets-timeline',
      title: `One drawing of the timeline: streams of all, rows of the latest ${VIEW_LIMITS.rows.toLocaleString('en')}`,
      x,
      y,
      points: drawing!,
      note: `drawn at most every ${VIEW_LIMITS.pauseMs} ms while a run goes on, and never for more than a quarter of the time`,
    },
  ]
}

/** ms of processor time: what others do meanwhile is not in it. A small size is done again and again, to be measurable. */
function timed(size: number, work: () => unknown): number {
  const again = Math.ceil(MEASURABLE / size)
  const times = Array.from({ length: size >= LARGE ? 1 : PASSES }, () => {
    const before = process.threadCpuUsage()
    for (let n = 0; n < again; n++) work()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000 / again
  })
  return median(times)
}

function decoded(frames: Uint8Array[]): number {
  const tracker = new FlowTracker()
  let letters = 0
  for (const [index, frame] of frames.entries()) {
    const packet = decode(frame)
    letters += summary(packet, tracker.add(index + 1, index * 100, packet)).length
  }
  return letters
}

function asCaptured(frame: Uint8Array, index: number): CapturedPacket {
  return {
    n: index + 1,
    at: index * 100,
    link: 'lo',
    data: Buffer.from(frame).toString('base64'),
    length: frame.length,
  }
}

function fed(some: CapturedPacket[]): LabStore {
  const store = new LabStore()
  store.apply({ type: 'runStarted', lab: 'bench/measured-1', run: 1, programs: [], faults: NO_FAULTS, revisions: {} })
  for (let from = 0; from < some.length; from += BATCH)
    store.apply({ type: 'packets', lab: 'bench/measured-1', run: 1, packets: some.slice(from, from + BATCH), lost: 0 })
  if (store.packets.value.length !== some.length) throw new Error('the store lost packets')
  return store
}

function traced(some: CapturedPacket[]): Trace {
  const trace = new Trace()
  for (let from = 0; from < some.length; from += BATCH) trace.add(some.slice(from, from + BATCH))
  return trace
}

function drawnOnce(trace: Trace): number {
  const streams = streamsOf(trace.flows, [], { dropped: new Set(), arrived: (n) => trace.row(n)?.arrived })
  return ladder({ rows: trace.rows.slice(-VIEW_LIMITS.rows), calls: [], streams, servers: new Set(['server']) }).length
}
