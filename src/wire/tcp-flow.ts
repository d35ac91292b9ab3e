/** What one TCP segment is in its flow, and what it changes there. */
import { analyse, analysisOf, isDuplicateAck, isOutOfOrder } from './analysis.ts'
import { classify, type Named, type Numbered } from './classify.ts'
import { meaning } from './meaning.ts'
import { relative } from './serial.ts'
import { newSide, noteGaps, type Side, streamBytes } from './side.ts'
import type { Flow, Segment, Tcp } from './types.ts'

/** `synAt`: when the newest SYN of the client was sent. */
export type TcpFlow = { flow: Flow; client: Side; server: Side; synAt: number | null }

const MAX_WINDOW_SHIFT = 14

export function newTcpFlow(flow: Flow): TcpFlow {
  return { flow, client: newSide(), server: newSide(), synAt: null }
}

/** Whether a SYN begins another connection between the same endpoints, rather than belonging to the known one. */
export function startsAnew({ flow, client, server }: TcpFlow, fromClient: boolean, seq: number): boolean {
  const [sender, peer] = fromClient ? [client, server] : [server, client]
  if (sender.synSent) return sender.initial !== seq
  const simultaneous = peer.synSent && flow.handshake === 'incomplete' && flow.close === 'open'
  return !simultaneous
}

/** `length`: payload bytes. `lost`: the link dropped it, so what it said was never heard. */
export type Sent = { n: number; at: number; tcp: Tcp; length: number; fromClient: boolean; lost: boolean }

/** The segment in its flow; the flow's state moves on, its list of segments is the caller's. */
export function takeSegment(tracked: TcpFlow, sent: Sent): Segment {
  const { n, at, tcp, length, fromClient, lost } = sent
  const { flow } = tracked
  const sender = fromClient ? tracked.client : tracked.server
  // A socket connected to itself has one side only.
  const peer = flow.client === flow.server ? sender : fromClient ? tracked.server : tracked.client
  const { flags } = tcp
  const syn = flags.includes('SYN')
  const hasAck = flags.includes('ACK')
  const rst = flags.includes('RST')

  learnInitial(sender, peer, tcp, syn, hasAck, rst)
  const numbered = number(tcp, length, sender, peer, syn, hasAck, rst)
  const { seq, end, ack, window } = numbered
  const open = flow.handshake === 'complete' || !tracked.client.synSent
  const shift = sender.synSent && peer.synSent ? (sender.shift !== null && peer.shift !== null ? peer.shift : 0) : null
  const seen = { n, at, segment: numbered, window: tcp.window, shift, roundTrip: flow.handshakeTime }
  const bits = analyse(seen, sender.witness, peer.witness)
  const named = classify(numbered, sender, peer, open)
  const segment: Segment = {
    n,
    at,
    flow: flow.id,
    fromClient,
    kind: named.kind,
    flags,
    seq,
    ack,
    length,
    window,
    meaning: '',
  }
  if (bits !== 0) {
    segment.analysis = analysisOf(bits)
    if (isDuplicateAck(bits)) segment.duplicate = { count: sender.witness.duplicates, of: sender.witness.original }
  }
  if (named.step !== 0) segment.step = named.step
  if (named.acksFin) segment.acksFin = true
  if (length > 0) segment.bytes = byteRange(seq, length, syn)
  const answersSyn = rst && peer.synSent && !sender.synSent
  segment.circumstances = {
    answersSyn,
    confirmed: ack === null ? 0 : confirmedBytes(ack, sender, peer),
    probe: named.probe,
    simultaneous: syn && !hasAck && !fromClient,
    late: isOutOfOrder(bits),
  }
  segment.meaning = meaning(segment, segment.circumstances)

  if (rst) {
    if (!lost) closeByReset(flow, fromClient, answersSyn)
    return segment
  }
  if (syn && !hasAck && fromClient) tracked.synAt = at
  noteGaps(sender, seq, end)
  moveOn(flow, sender, peer, { tcp, numbered, named, fromClient, lost })
  if (flow.handshake === 'complete' && flow.handshakeTime === null && tracked.synAt !== null)
    flow.handshakeTime = at - tracked.synAt
  return segment
}

type Move = { tcp: Tcp; numbered: Numbered; named: Named; fromClient: boolean; lost: boolean }

function moveOn(flow: Flow, sender: Side, peer: Side, { tcp, numbered, named, fromClient, lost }: Move): void {
  const { end, ack, window, syn, fin } = numbered
  const { kind } = named
  if (kind === 'retransmission') flow.retransmissions++
  sender.last = kind === 'retransmission' || (kind === 'keep-alive' && named.probe) ? kind : 'other'
  if (syn) {
    sender.synSent = true
    sender.shift = windowShift(tcp)
  }
  if (fin) {
    sender.fin ??= end - 1
    flow.closedBy ??= fromClient ? 'client' : 'server'
    if (peer.fin !== null && flow.close === 'open') flow.close = 'fin'
  }
  if (end > sender.next) sender.next = end
  sender.window = window
  if (ack !== null) {
    if (sender.acked === null || ack > sender.acked) sender.acked = ack
    if (!lost && ack >= 1 && peer.synSent) peer.synConfirmed = true
  }
  if (sender.synConfirmed && peer.synConfirmed) flow.handshake = 'complete'
  flow.bytes[fromClient ? 'client' : 'server'] = streamBytes(sender)
}

/** Where the opening was not seen, the first number seen counts as that of the stream's first byte. */
function learnInitial(sender: Side, peer: Side, tcp: Tcp, syn: boolean, hasAck: boolean, rst: boolean): void {
  if (syn && !sender.synSent) {
    sender.initial = tcp.seq
    sender.next = 0
  } else if (sender.initial === null && !rst) {
    sender.initial = (tcp.seq - 1) >>> 0
    sender.next = 1
  }
  if (hasAck && peer.initial === null) {
    peer.initial = (tcp.ack - 1) >>> 0
    peer.next = 1
  }
}

function number(
  tcp: Tcp,
  length: number,
  sender: Side,
  peer: Side,
  syn: boolean,
  hasAck: boolean,
  rst: boolean,
): Numbered {
  const seq = sender.initial === null ? 0 : relative(tcp.seq, sender.initial, sender.next)
  const fin = tcp.flags.includes('FIN')
  const scaled = !syn && sender.shift !== null && peer.shift !== null
  return {
    syn,
    fin,
    rst,
    seq,
    end: seq + length + (syn ? 1 : 0) + (fin ? 1 : 0),
    ack: hasAck ? relative(tcp.ack, peer.initial ?? 0, peer.next) : null,
    length,
    window: scaled ? tcp.window * 2 ** sender.shift! : tcp.window,
    hasSack: tcp.options.length > 0 && tcp.options.some(({ kind }) => kind === 'sack'),
  }
}

function byteRange(seq: number, length: number, syn: boolean): { from: number; to: number } {
  const from = syn ? seq : seq - 1
  return { from, to: from + length }
}

/** Stream bytes that this acknowledgement confirms for the first time; SYN and FIN are not bytes. */
function confirmedBytes(ack: number, sender: Side, peer: Side): number {
  const end = peer.fin !== null ? Math.min(ack, peer.fin) : ack
  return Math.max(0, end - Math.max(1, sender.acked ?? 1))
}

function windowShift(tcp: Tcp): number | null {
  const option = tcp.options.find((option) => option.kind === 'window-scale')
  return option ? Math.min(option.shift, MAX_WINDOW_SHIFT) : null
}

function closeByReset(flow: Flow, fromClient: boolean, answersSyn: boolean): void {
  flow.closedBy ??= fromClient ? 'client' : 'server'
  if (flow.close === 'open') flow.close = 'reset'
  if (answersSyn && flow.handshake === 'incomplete') flow.handshake = 'refused'
}
