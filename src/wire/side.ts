/** What is known of one side of a TCP flow, as far as its segments were sent. All numbers are relative. */
import { newWitness, type Witness } from './analysis.ts'

export type Side = {
  /** Initial sequence number, absolute; null until a segment tells. */
  initial: number | null
  synSent: boolean
  /** The other side's acknowledgement of the SYN was not lost. */
  synConfirmed: boolean
  /** Highest sequence number sent, plus one: what it sends next. */
  next: number
  /** Highest acknowledgement number it sent; null before the first ACK. */
  acked: number | null
  /** Last window it announced, in bytes (scaled). */
  window: number | null
  /** Shift it announced in its SYN; null when it announced none. */
  shift: number | null
  /** Sequence number of its FIN; null before. */
  fin: number | null
  /** What its last segment was, where the other side's answer depends on it. */
  last: 'keep-alive' | 'retransmission' | 'other'
  /** Stretches of the stream that segments have jumped over and none has filled; the oldest are forgotten. */
  gaps: { from: number; to: number }[]
  /** The same side as tshark sees it. */
  witness: Witness
}

const MOST_GAPS = 64

export function newSide(): Side {
  return {
    initial: null,
    synSent: false,
    synConfirmed: false,
    next: 0,
    acked: null,
    window: null,
    shift: null,
    fin: null,
    last: 'other',
    gaps: [],
    witness: newWitness(),
  }
}

/** Bytes of payload in the side's stream so far: sequence numbers without those of SYN and FIN. */
export function streamBytes(side: Side): number {
  return Math.max(0, side.next - 1 - (side.fin !== null ? 1 : 0))
}

/** Notes what a segment of from..to skipped or filled. `next` is still that of before. */
export function noteGaps(side: Side, from: number, to: number): void {
  if (from > side.next) {
    side.gaps.push({ from: side.next, to: from })
    if (side.gaps.length > MOST_GAPS) side.gaps.shift()
  } else if (side.gaps.length > 0 && to > from) {
    side.gaps = side.gaps.flatMap((gap) =>
      [
        { from: gap.from, to: Math.min(gap.to, from) },
        { from: Math.max(gap.from, to), to: gap.to },
      ].filter((left) => left.to > left.from),
    )
  }
}

/** None of from..to was ever sent before. */
export function isNew(side: Side, from: number, to: number): boolean {
  return from >= side.next || side.gaps.some((gap) => from >= gap.from && to <= gap.to)
}
