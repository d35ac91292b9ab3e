/** A packet in words: for labels, the table and screen readers. */
import type { Locale } from '../../../../course/schema.ts'
import { milliseconds } from '../../shared/time.ts'
import type { Note, Notes } from '../ladder.ts'
import type { TraceRow } from '../trace.ts'
import type { BenchWords } from '../words.ts'
import { arpWords, explained } from './explained.ts'
import { fate } from './fate.ts'
import type { View } from './view.ts'

/** `SYN ACK`, `UDP`, `ARP`: what stands first, in the packet's colour. */
export function headline({ decoded, segment, kind }: TraceRow, words: BenchWords): string {
  if (!decoded.tcp) return decoded.protocol.toUpperCase()
  const flags = (segment?.flags ?? decoded.tcp.flags).join(' ')
  return kind === 'rtx' ? `${words.again} ${flags}` : flags
}

/** The numbers behind the headline. */
export function details({ decoded, segment }: TraceRow, absolute: boolean, locale: Locale): string {
  if (decoded.tcp && segment) {
    const { seq, ack } = absolute ? decoded.tcp : segment
    const parts: string[] = []
    if (segment.length > 0 || !isPureAck(segment.flags)) parts.push(`seq ${seq}`)
    if (ack !== null && segment.flags.includes('ACK')) parts.push(`ack ${ack}`)
    if (segment.length > 0) parts.push(`len ${segment.length}`)
    return parts.join(' ')
  }
  if (decoded.icmp) return explained(decoded.icmp.meaning, locale)
  if (decoded.arp) return arpWords(decoded.arp, locale)
  return decoded.payloadLength > 0 ? `len ${decoded.payloadLength}` : ''
}

export function meaning(row: TraceRow, words: BenchWords, locale: Locale): string {
  const { segment, decoded, dropped } = row
  const kind = segment?.kind ?? 'other'
  const steps = { 1: 'syn', 2: 'syn-ack', 3: 'established' } as const
  const step = segment?.kind === 'handshake' && segment.step ? steps[segment.step] : null
  const text = words.kinds[step ?? kind] || explained(decoded.icmp?.meaning ?? '', locale)
  return [text, dropped ? words.kinds.lost : fate(row, locale)].filter(Boolean).join(words.joint)
}

/** Who sent it to whom. In a network of several hosts: the ends of the cable it was seen on. */
export function wayOf(
  { fromClient, from, to, decoded }: TraceRow,
  nodes: readonly string[],
  words: BenchWords,
): string {
  if (nodes.length === 0) return words.fromTo(fromClient)
  return `${from ?? decoded.source} → ${to ?? decoded.destination}`
}

/** One sentence for those who cannot see the ladder. */
export function spoken(
  row: TraceRow,
  { zero, locale, nodes }: Pick<View, 'zero' | 'locale' | 'nodes'>,
  words: BenchWords,
  notes: Notes,
): string {
  const parts = [
    `${row.n}`,
    `${milliseconds(row.at - zero)} ms`,
    wayOf(row, nodes, words),
    `${headline(row, words)} ${details(row, false, locale)}`.trim(),
    meaning(row, words, locale),
    ...[...notes.client, ...notes.server].map(spokenCall),
  ]
  return parts.filter(Boolean).join(words.joint)
}

function spokenCall({ call }: Note): string {
  const size = call.from !== undefined && call.to !== undefined ? ` ${call.to - call.from} B` : ''
  return `${call.program}: ${call.call}()${size}`
}

function isPureAck(flags: readonly string[]): boolean {
  return flags.length === 1 && flags[0] === 'ACK'
}
