/** What tshark's conversations and sequence analysis say, against our flow tracker. */
import { decode } from '../../../src/wire/decode.ts'
import { FlowTracker } from '../../../src/wire/flow.ts'
import type { Analysis, Segment } from '../../../src/wire/types.ts'
import { type Frame, tsharkFields } from './tshark.ts'

export const NAMES: Analysis[] = [
  'retransmission',
  'fast-retransmission',
  'spurious-retransmission',
  'out-of-order',
  'lost-segment',
  'ack-lost-segment',
  'duplicate-ack',
  'window-update',
  'window-full',
  'zero-window',
  'zero-window-probe',
  'zero-window-probe-ack',
  'keep-alive',
  'keep-alive-ack',
]
const ANALYSIS = NAMES.map((name) => `tcp.analysis.${name.replaceAll('-', '_')}`)
const NUMBERS = ['tcp.stream', 'tcp.seq', 'tcp.ack', 'tcp.len', 'tcp.window_size', 'udp.stream']
const MORE = ['tcp.analysis.duplicate_ack_num', 'tcp.analysis.duplicate_ack_frame', 'tcp.analysis.initial_rtt']

/** Names that were found by both, with how often: a test can ask that they were met at all. */
export type Met = Map<string, number>

/** Differences, a line each. */
export function compareFlows({ frames }: { frames: readonly Frame[] }, met: Met = new Map()): string[] {
  const rows = tsharkFields(frames, [...NUMBERS, ...ANALYSIS, ...MORE])
  const tracker = new FlowTracker()
  const roundTrips = new Map<number, number>()
  const found: string[] = []
  for (const [index, { at, data, length }] of frames.entries()) {
    const packet = decode(data, length)
    const segment = tracker.add(index + 1, at, packet)
    const values = rows[index]!.map((all) => all[0] ?? '')
    const differ = (what: string, ours: string, theirs: string) => {
      if (ours !== theirs) found.push(`packet ${index + 1}: ${what} ours ${ours}, theirs ${theirs}`)
      else if (ours !== '') met.set(what, (met.get(what) ?? 0) + 1)
    }
    // An ICMP error repeats numbers of the packet it quotes.
    if (packet.icmp) continue
    const mine = numbersOf(tracker, segment, packet.udp !== undefined)
    for (const [column, name] of NUMBERS.entries()) differ(name, mine[column]!, values[column]!)
    const theirs = namesOf(values.slice(NUMBERS.length, NUMBERS.length + NAMES.length))
    const ours: readonly string[] = segment?.analysis ?? []
    differ('analysis', NAMES.filter((name) => ours.includes(name)).join(), theirs.join())
    for (const name of theirs) if (ours.includes(name)) met.set(name, (met.get(name) ?? 0) + 1)
    const [repetition, original, roundTrip] = values.slice(-MORE.length)
    differ('duplicate_ack_num', String(segment?.duplicate?.count ?? ''), repetition!)
    differ('duplicate_ack_frame', String(segment?.duplicate?.of ?? ''), original!)
    if (segment && roundTrip) roundTrips.set(segment.flow, Number(roundTrip) * 1e6)
  }
  for (const [flow, theirs] of roundTrips) {
    const ours = tracker.flows[flow]!.handshakeTime ?? Number.NaN
    if (!(Math.abs(ours - theirs) < 0.01)) found.push(`flow ${flow}: handshake ours ${ours} µs, theirs ${theirs}`)
    else met.set('initial_rtt', (met.get('initial_rtt') ?? 0) + 1)
  }
  return found
}

function numbersOf(tracker: FlowTracker, segment: Segment | null, udp: boolean): string[] {
  if (!segment) return ['', '', '', '', '', '']
  const stream = String(tracker.flows[segment.flow]!.stream)
  if (udp || tracker.flows[segment.flow]!.protocol === 'udp') return ['', '', '', '', '', stream]
  // Without ACK tshark shows the field all the same, as 0.
  return [stream, number(segment.seq), number(segment.ack ?? 0), String(segment.length), String(segment.window), '']
}

/** A keep-alive before the first byte seen lies behind it; tshark counts on from 2^32. */
const number = (relative: number): string => String(relative >>> 0)

/** tshark calls a fast or spurious retransmission a retransmission as well. */
function namesOf(values: string[]): string[] {
  const names = NAMES.filter((_, index) => values[index] !== '')
  const special = names.some((name) => name === 'fast-retransmission' || name === 'spurious-retransmission')
  return special ? names.filter((name) => name !== 'retransmission') : names
}
