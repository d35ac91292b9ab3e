/** The three-way handshake of a run as a puzzle: put three segments in order, fill in the numbers that follow. */
import type { PacketFacts } from '../bench/wire/facts.ts'

export type RunSegment = Pick<PacketFacts, 'fromClient' | 'flags' | 'rawSeq' | 'rawAck'>

export type Step = 'syn' | 'synack' | 'ack'
export const ORDER: readonly Step[] = ['syn', 'synack', 'ack']
/** The numbers to find, and what each follows from. */
export type Blank = 'synack.ack' | 'ack.seq' | 'ack.ack'
export const BLANKS: readonly Blank[] = ['synack.ack', 'ack.seq', 'ack.ack']

export type Handshake = { x: number; y: number; answers: Record<Blank, number> }

/** The first complete handshake among the segments; null where there is none. */
export function handshakeOf(segments: readonly RunSegment[]): Handshake | null {
  for (const syn of segments.filter(({ flags }) => flags.includes('SYN') && !flags.includes('ACK'))) {
    const x = syn.rawSeq
    const reply = segments.find(
      ({ flags, rawAck, fromClient }) =>
        flags.includes('SYN') && flags.includes('ACK') && fromClient !== syn.fromClient && rawAck === after(x),
    )
    if (!reply) continue
    const y = reply.rawSeq
    const last = segments.find(
      ({ flags, rawSeq, rawAck, fromClient }) =>
        !flags.includes('SYN') && fromClient === syn.fromClient && rawSeq === after(x) && rawAck === after(y),
    )
    if (last) return { x, y, answers: { 'synack.ack': after(x), 'ack.seq': after(x), 'ack.ack': after(y) } }
  }
  return null
}

/** Sequence numbers have 32 bits: after 4294967295 comes 0 (RFC 9293 §3.4). */
function after(number: number): number {
  return (number + 1) >>> 0
}

/** What a filled-in number shows about the reader's thinking. */
export function mistake(
  blank: Blank,
  typed: string,
  { x, y, answers }: Handshake,
): 'right' | 'same' | 'other' | 'wrong' {
  const number = typed.trim() === '' ? Number.NaN : Number(typed.replace(/[\s,]/g, ''))
  if (number === answers[blank]) return 'right'
  const own = blank === 'ack.ack' ? y : x
  if (number === own) return 'same'
  return number === after(own === x ? y : x) || number === (own === x ? y : x) ? 'other' : 'wrong'
}
