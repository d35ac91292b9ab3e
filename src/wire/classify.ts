/**
 * Names a TCP segment from what its two sides have sent before. The order of the rules is the order of precedence:
 * reset, copies of what was sent, opening, probes, closing, data, and last the kinds of bare acknowledgements.
 */
import { isNew, type Side } from './side.ts'
import type { SegmentKind } from './types.ts'

/** A segment in relative numbers; `end` is the sequence number after it (SYN and FIN count one each). */
export type Numbered = {
  syn: boolean
  fin: boolean
  rst: boolean
  seq: number
  end: number
  ack: number | null
  length: number
  /** Scaled, bytes. */
  window: number
  hasSack: boolean
}

/** `probe`: it carries nothing and only asks for an answer. */
export type Named = { kind: SegmentKind; step: 0 | 1 | 2 | 3; acksFin: boolean; probe: boolean }

/** `open`: the handshake is already complete. `peer` may be the sender itself: a socket can connect to itself. */
export function classify(segment: Numbered, sender: Side, peer: Side, open: boolean): Named {
  const { syn, fin, seq, end, ack, length } = segment
  if (segment.rst) return { kind: 'reset', step: 0, acksFin: false, probe: false }
  if (syn) {
    const step = ack === null ? 1 : 2
    // In a simultaneous open a side's SYN+ACK repeats the number of its SYN, yet says something new.
    const repeats = sender.synSent && (ack === null || sender.acked !== null)
    return { kind: repeats ? 'retransmission' : 'handshake', step, acksFin: false, probe: false }
  }

  // One number behind and empty: nobody can need it, so it only asks for an answer.
  const confirmed = peer.acked !== null && peer.acked >= sender.next
  if (open && confirmed && end === seq && seq === sender.next - 1)
    return { kind: peer.window === 0 ? 'zero-window' : 'keep-alive', step: 0, acksFin: false, probe: true }

  const acksFin = peer.fin !== null && ack !== null && ack > peer.fin
  const third = !open && sender.synSent && peer.synSent && peer.acked !== null && ack !== null && ack >= 1
  const copy = end > seq && !isNew(sender, seq, end)
  const kind = copy
    ? 'retransmission'
    : fin
      ? 'fin'
      : length > 0
        ? 'data'
        : ack === null
          ? 'other'
          : third
            ? 'handshake'
            : bareAck(segment, ack, sender, peer)
  return { kind, step: third && !copy ? 3 : 0, acksFin, probe: false }
}

function bareAck({ window, hasSack }: Numbered, ack: number, sender: Side, peer: Side): SegmentKind {
  if (window === 0) return 'zero-window'
  const repeated = sender.acked !== null && ack <= sender.acked
  if (!repeated) return 'ack'
  if (peer.last === 'keep-alive') return 'keep-alive'
  if (window !== sender.window && !hasSack && peer.last !== 'retransmission') return 'window-update'
  return 'duplicate-ack'
}
