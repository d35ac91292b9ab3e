/** A segment in one phrase. */
import { byteCount } from './draft.ts'
import type { Circumstances, Segment } from './types.ts'

export function meaning(segment: Segment, { answersSyn, confirmed, probe, simultaneous, late }: Circumstances): string {
  const { kind, flags, length, step, bytes } = segment
  const range = !bytes ? '' : length === 1 ? ` (byte ${bytes.from})` : ` (bytes ${bytes.from} to ${bytes.to - 1})`
  switch (kind) {
    case 'handshake':
      if (step === 1) return simultaneous ? 'SYN, asks to open at the same time' : 'SYN, asks to open'
      return step === 2 ? 'SYN+ACK, agrees and asks to open its own direction' : 'ACK, agrees: the connection is open'
    case 'data':
      return `data, ${byteCount(length)}${range}${late ? ', out of order' : ''}`
    case 'ack':
      if (segment.acksFin) return 'ACK, confirms the FIN'
      return confirmed > 0 ? `ACK, confirms ${byteCount(confirmed)}` : 'ACK'
    case 'duplicate-ack':
      return `duplicate ACK, still expects ${segment.ack}`
    case 'window-update':
      return `window update, can take ${byteCount(segment.window)}`
    case 'zero-window':
      return probe ? 'probe, asks whether the window is still closed' : 'window closed: can take no more bytes'
    case 'keep-alive':
      return probe ? 'keep-alive, asks whether the peer is still there' : 'ACK, still here'
    case 'retransmission':
      if (flags.includes('SYN')) return step === 1 ? 'SYN, sent again' : 'SYN+ACK, sent again'
      return length > 0 ? `data, ${byteCount(length)}${range}, sent again` : 'FIN, sent again'
    case 'fin':
      return length > 0 ? `FIN, the last ${byteCount(length)}${range}` : 'FIN, has nothing more to send'
    case 'reset':
      return answersSyn ? 'RST, refuses: nobody listens there' : 'RST, ends the connection at once'
    case 'other':
      return flags.length === 0 ? 'no flags' : flags.join('+')
    default:
      return kind satisfies never
  }
}
