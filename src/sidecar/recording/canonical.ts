/**
 * What a run told, in one order. A run's news reach the sidecar in batches, each kind on its own way; here they are put
 * in the order of their own times, and of neighbours of one kind one event is made, as a session does. Pure.
 */
import type { CapturedPacket, FaultPlan } from '../../protocol/lab.ts'
import type { RecordedEvent, RecordedRun } from '../../protocol/recording.ts'
import type { RunEvent } from '../runner/types.ts'
import { RECORDING_LIMITS } from './limits.ts'

/** An event and when it was told, µs since the run began, by the clock of whoever ran it. */
export type Told = { at: number; event: RunEvent }
type Entry = RecordedRun['events'][number]

export type RunStart = { programs: string[]; files: string[]; faults: FaultPlan }

export function canonical({ programs, files, faults }: RunStart, told: Told[]): Entry[] {
  const revisions = Object.fromEntries(files.toSorted().map((file) => [file, 0]))
  const entries = inOrder([...packetEntries(told), ...told.flatMap(entryOf)])
  const end = entries.at(-1)?.[0] ?? 0
  return [[0, { type: 'runStarted', programs, faults, revisions }], ...batched(entries), [end, { type: 'runEnded' }]]
}

/** Each packet by itself, in the order of their numbers, told when it was there. */
function packetEntries(told: Told[]): Entry[] {
  const packets = told.flatMap(({ event }) => (event.type === 'packets' ? event.packets : []))
  let reached = 0
  return packets
    .toSorted((a, b) => a.n - b.n)
    .map((packet): Entry => {
      reached = Math.max(reached, seenAt(packet))
      return [reached, { type: 'packets', packets: [packet], lost: 0 }]
    })
}

const seenAt = ({ at, arrived }: CapturedPacket): number => arrived ?? at

function entryOf({ at, event }: Told): Entry[] {
  switch (event.type) {
    case 'packets':
      return event.lost > 0 ? [[at, { type: 'packets', packets: [], lost: event.lost }]] : []
    case 'call':
      return [[event.call.until ?? event.call.at, { type: 'calls', calls: [event.call] }]]
    case 'output':
      return [[event.at, event]]
    case 'program':
    case 'outputCut':
      return [[at, event]]
    default:
      // News of other kinds (system calls, tables) are for whoever watches a live run.
      return []
  }
}

/** By time; what came at the same time stays as it came. Nothing is told before the run begins. */
function inOrder(entries: Entry[]): Entry[] {
  return entries.map(([at, event]): Entry => [Math.max(0, Math.round(at)), event]).sort(([a], [b]) => a - b)
}

function batched(entries: Entry[]): Entry[] {
  const result: { began: number; at: number; event: RecordedEvent }[] = []
  for (const [at, event] of entries) {
    const last = result.at(-1)
    const joined = last && at - last.began < RECORDING_LIMITS.batchMicros ? join(last.event, event) : null
    if (last && joined) Object.assign(last, { at, event: joined })
    else result.push({ began: at, at, event })
  }
  return result.map(({ at, event }) => [at, event])
}

/** Two events as one; null when they are of different kinds. */
function join(a: RecordedEvent, b: RecordedEvent): RecordedEvent | null {
  if (a.type === 'packets' && b.type === 'packets')
    return { ...a, packets: [...a.packets, ...b.packets], lost: a.lost + b.lost }
  if (a.type === 'calls' && b.type === 'calls') return { ...a, calls: [...a.calls, ...b.calls] }
  if (a.type === 'output' && b.type === 'output' && a.program === b.program && a.stream === b.stream)
    return { ...a, text: a.text + b.text }
  return null
}
