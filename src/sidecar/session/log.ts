/**
 * An immutable list of numbered events: appending gives a new log and leaves the old one as it was. It is kept in
 * chunks, so that an append copies one chunk and the list of chunks, never the events.
 */
import type { Sequenced, SessionEvent } from '../../protocol/messages.ts'

const CHUNK = 128

export type EventLog = {
  readonly chunks: readonly (readonly Sequenced[])[]
  readonly count: number
  /** Sum of `weigh`, bytes. */
  readonly weight: number
}

export const EMPTY_LOG: EventLog = { chunks: [], count: 0, weight: 0 }

export function append(log: EventLog, entry: Sequenced): EventLog {
  const last = log.chunks.at(-1)
  const chunks = last && last.length < CHUNK ? [...log.chunks.slice(0, -1), [...last, entry]] : [...log.chunks, [entry]]
  return { chunks, count: log.count + 1, weight: log.weight + weigh(entry.event) }
}

/** Drops whole chunks from the front until both bounds hold or only one chunk is left. */
export function bounded(log: EventLog, bounds: { events: number; bytes: number }): EventLog {
  let { chunks, count, weight } = log
  while (chunks.length > 1 && (count > bounds.events || weight > bounds.bytes)) {
    const [first, ...rest] = chunks
    chunks = rest
    count -= first!.length
    weight -= first!.reduce((sum, { event }) => sum + weigh(event), 0)
  }
  return chunks === log.chunks ? log : { chunks, count, weight }
}

export function entries(log: EventLog): Sequenced[] {
  return log.chunks.flat()
}

/** Those with a number above `seq`. */
export function since(log: EventLog, seq: number): Sequenced[] {
  return log.chunks.filter((chunk) => chunk.at(-1)!.seq > seq).flatMap((chunk) => chunk.filter((one) => one.seq > seq))
}

export function logOf(list: Sequenced[]): EventLog {
  return list.reduce(append, EMPTY_LOG)
}

/** About how many bytes the event takes as JSON. */
export function weigh(event: SessionEvent): number {
  const base = 120
  if (event.type === 'output') return base + event.text.length
  if (event.type === 'packets') return event.packets.reduce((sum, { data }) => sum + base + data.length, base)
  if (event.type === 'calls') return base + event.calls.length * 160
  if (event.type === 'syscalls') return event.calls.reduce((sum, { args }) => sum + base + args.length, base)
  if (event.type === 'saved') return base + event.saved.text.length
  if (event.type === 'graded') return base + event.attempt.printed.length + JSON.stringify(event.attempt.tests).length
  return base
}
