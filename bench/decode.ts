/** Packets a second through src/wire, against tshark on a file of the same packets. */
import { decode } from '../src/wire/decode.ts'
import { FlowTracker } from '../src/wire/flow.ts'
import { summary } from '../src/wire/summary.ts'
import type { Claim, Goal, Measured, Result } from './support/claim.ts'
import { rounds } from './support/rounds.ts'
import { traffic } from './support/traffic.ts'
import { openTshark, type Rates } from './support/tshark-read.ts'

const PACKETS = 30_000
const PASSES = { atMost: 20, withinMs: 60_000, warmUp: true }

export const claim: Claim = {
  title: 'Packets a second, decoded in one thread',
  target: 'at least 500,000 packets/s decoded; no slower than tshark for a line of each',
  measure: async () => measure(),
}

function measure(): Result {
  const frames = traffic(PACKETS)
  const headers = none()
  const lines = none()
  const trees = none()
  const tshark = openTshark(frames)
  for (const pass of rounds(PASSES)) {
    const [read, told, opened] = pass < 0 ? [none(), none(), none()] : [headers, lines, trees]
    time(frames, decodeAll, read)
    time(frames, describeAll, told)
    time(frames, openAll, opened)
    if (pass >= 0) tshark?.pass()
  }
  const read = tshark?.rates() ?? null
  tshark?.close()
  const rows = (what: string, ours: Rates, rival: Rates | null, goal?: Goal): Measured[] =>
    (['perSecond', 'perBusySecond'] as const).map((per) => ({
      what: per === 'perSecond' ? what : `${what}, by processor time`,
      unit: 'packets/s',
      values: ours[per],
      ...(rival && { rival: { what: 'tshark -n -r', values: rival[per] } }),
      ...(goal && { goal }),
    }))
  return {
    measured: [
      ...rows('decode', headers, null, { of: 'median', limit: 500_000 }),
      ...rows('decode, flow and summary line', lines, read, { of: 'ratio', limit: 1 }),
      ...rows('decode with every field described', trees, null),
    ],
    notes: [
      `${frames.length.toLocaleString('en')} packets of TCP and UDP conversations`,
      read
        ? 'tshark prints its line for each packet; its start, measured on an empty file, is taken off'
        : 'skipped: the comparison with tshark, which is not installed',
    ],
  }
}

function time(frames: Uint8Array[], work: (frames: Uint8Array[]) => number, rates: Rates): void {
  const began = performance.now()
  const before = process.threadCpuUsage()
  const done = work(frames)
  const { user, system } = process.threadCpuUsage(before)
  const seconds = (performance.now() - began) / 1000
  if (done !== frames.length) throw new Error(`${done} of ${frames.length} packets were understood`)
  rates.perSecond.push(frames.length / seconds)
  rates.perBusySecond.push(frames.length / ((user + system) / 1e6))
}

/** The counts keep the work from being optimised away, and show that it was done. */
function decodeAll(frames: Uint8Array[]): number {
  let understood = 0
  for (const frame of frames) if (decode(frame).error === undefined) understood += 1
  return understood
}

function describeAll(frames: Uint8Array[]): number {
  const tracker = new FlowTracker()
  let described = 0
  for (const [index, frame] of frames.entries()) {
    const packet = decode(frame)
    if (summary(packet, tracker.add(index + 1, index * 100, packet)) !== '') described += 1
  }
  return described
}

/** What looking at each packet would cost. */
function openAll(frames: Uint8Array[]): number {
  let opened = 0
  for (const frame of frames) if (decode(frame).layers.length > 2) opened += 1
  return opened
}

const none = (): Rates => ({ perSecond: [], perBusySecond: [] })
