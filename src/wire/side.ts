/** What is known of one side of a TCP flow, as far as its segments were sent. All numbers are relative. */
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
}

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
  }
}

/** Bytes of payload in the side's stream so far: sequence numbers without those of SYN and FIN. */
export function streamBytes(side: Side): number {
  return Math.max(0, side.next - 1 - (side.fin !== null ? 1 : 0))
}
