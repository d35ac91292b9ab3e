/** Under which heading of the timeline a segment stands. */
import type { Group, Segment } from './types.ts'

export function groupOf({ kind, acksFin }: Pick<Segment, 'kind' | 'acksFin'>): Group {
  switch (kind) {
    case 'handshake':
      return 'Handshake'
    case 'data':
    case 'ack':
    case 'window-update':
      return acksFin ? 'Close' : 'Data'
    case 'fin':
      return 'Close'
    case 'reset':
      return 'Reset'
    case 'retransmission':
    case 'duplicate-ack':
      return 'Retransmission'
    case 'zero-window':
      return 'Zero window'
    case 'keep-alive':
    case 'other':
      return 'Other'
    default:
      return kind satisfies never
  }
}
