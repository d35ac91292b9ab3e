/**
 * Sorts packets into flows and says what each segment is in its flow.
 * Feed it packets in the order in which they left their senders.
 */
import { classify, type Numbered } from './classify.ts'
import { byteCount } from './draft.ts'
import { meaning } from './meaning.ts'
import { relative } from './serial.ts'
import { newSide, type Side, streamBytes } from './side.ts'
import type { Decoded, Flow, Segment, Tcp } from './types.ts'

type Tracked = { flow: Flow; client: Side; server: Side }

const MAX_WINDOW_SHIFT = 14

export class FlowTracker {
  readonly flows: Flow[] = []
  /** The newest flow between two endpoints, by protocol and both addresses in a fixed order. */
  readonly #newest = new Map<string, Tracked>()

  /**
   * Adds one packet; null when it is neither TCP nor UDP (or a later fragment).
   * `lost`: the link dropped it after it was sent. It is a segment all the same, and a later copy a retransmission,
   * but what it said was never heard: a lost RST closes nothing, a lost ACK completes no handshake.
   */
  add(n: number, at: number, packet: Decoded, lost = false): Segment | null {
    const ports = packet.tcp ?? packet.udp
    if (!ports || !packet.ip) return null
    const source = endpoint(packet.ip.source, ports.sourcePort)
    const destination = endpoint(packet.ip.destination, ports.destinationPort)
    const segment = packet.tcp
      ? this.#addSegment(n, at, packet.tcp, packet.payloadLength, source, destination, lost)
      : this.#addDatagram(n, at, packet.payloadLength, source, destination)
    this.flows[segment.flow]!.segments.push(segment)
    return segment
  }

  #addDatagram(n: number, at: number, length: number, source: string, destination: string): Segment {
    const key = keyOf('udp', source, destination)
    const { flow } = this.#newest.get(key) ?? this.#open('udp', key, source, destination)
    const fromClient = flow.client === source
    flow.bytes[fromClient ? 'client' : 'server'] += length
    const meaning = `datagram, ${byteCount(length)}`
    return { n, at, flow: flow.id, fromClient, kind: 'data', flags: [], seq: 0, ack: null, length, window: 0, meaning }
  }

  #addSegment(
    n: number,
    at: number,
    tcp: Tcp,
    length: number,
    source: string,
    destination: string,
    lost: boolean,
  ): Segment {
    const key = keyOf('tcp', source, destination)
    const known = this.#newest.get(key)
    const [syn, hasAck, rst] = [tcp.flags.includes('SYN'), tcp.flags.includes('ACK'), tcp.flags.includes('RST')]
    const tracked =
      known && !(syn && !hasAck && startsAnew(known, source, tcp.seq))
        ? known
        : syn && hasAck
          ? this.#open('tcp', key, destination, source)
          : this.#open('tcp', key, source, destination)
    const { flow } = tracked
    const fromClient = flow.client === source
    const sender = fromClient ? tracked.client : tracked.server
    const peer = source === destination ? sender : fromClient ? tracked.server : tracked.client

    learnInitial(sender, peer, tcp, { syn, hasAck, rst })
    const numbered = number(tcp, length, sender, peer, { syn, hasAck })
    const { seq, end, ack } = numbered
    const open = flow.handshake === 'complete' || !tracked.client.synSent
    const named = classify(numbered, sender, peer, open)
    const segment: Omit<Segment, 'meaning'> = {
      n,
      at,
      flow: flow.id,
      fromClient,
      kind: named.kind,
      ...(named.step && { step: named.step }),
      flags: tcp.flags,
      ...(named.acksFin && { acksFin: named.acksFin }),
      seq,
      ack,
      length,
      window: numbered.window,
      ...(length > 0 && { bytes: byteRange(seq, length, syn) }),
    }
    const answersSyn = rst && peer.synSent && !sender.synSent
    const phrase = meaning(segment, {
      answersSyn,
      confirmed: ack === null ? 0 : confirmedBytes(ack, sender, peer),
      probe: named.probe === true,
      simultaneous: syn && !hasAck && !fromClient,
    })

    if (rst) {
      if (!lost) closeByReset(flow, fromClient, answersSyn)
      return { ...segment, meaning: phrase }
    }
    if (named.kind === 'retransmission') flow.retransmissions++
    sender.last =
      named.kind === 'retransmission' ? named.kind : named.probe && named.kind === 'keep-alive' ? named.kind : 'other'
    if (syn) {
      sender.synSent = true
      sender.shift = windowShift(tcp)
    }
    if (tcp.flags.includes('FIN')) {
      sender.fin ??= end - 1
      flow.closedBy ??= fromClient ? 'client' : 'server'
      if (peer.fin !== null && flow.close === 'open') flow.close = 'fin'
    }
    sender.next = Math.max(sender.next, end)
    sender.window = numbered.window
    if (ack !== null) {
      sender.acked = Math.max(sender.acked ?? ack, ack)
      if (!lost && ack >= 1 && peer.synSent) peer.synConfirmed = true
    }
    if (sender.synConfirmed && peer.synConfirmed) flow.handshake = 'complete'
    flow.bytes[fromClient ? 'client' : 'server'] = streamBytes(sender)
    return { ...segment, meaning: phrase }
  }

  #open(protocol: Flow['protocol'], key: string, client: string, server: string): Tracked {
    const flow: Flow = {
      id: this.flows.length,
      protocol,
      client,
      server,
      segments: [],
      handshake: 'incomplete',
      closedBy: null,
      close: 'open',
      retransmissions: 0,
      bytes: { client: 0, server: 0 },
    }
    const tracked = { flow, client: newSide(), server: newSide() }
    this.flows.push(flow)
    this.#newest.set(key, tracked)
    return tracked
  }
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function keyOf(protocol: string, a: string, b: string): string {
  return a < b ? `${protocol} ${a} ${b}` : `${protocol} ${b} ${a}`
}

/** Whether a SYN begins another connection between the same endpoints, rather than belonging to the known one. */
function startsAnew({ flow, client, server }: Tracked, source: string, seq: number): boolean {
  const [sender, peer] = flow.client === source ? [client, server] : [server, client]
  if (sender.synSent) return sender.initial !== seq
  const simultaneous = peer.synSent && flow.handshake === 'incomplete' && flow.close === 'open'
  return !simultaneous
}

type Bits = { syn: boolean; hasAck: boolean; rst?: boolean }

/** Where the opening was not seen, the first number seen counts as that of the stream's first byte. */
function learnInitial(sender: Side, peer: Side, tcp: Tcp, { syn, hasAck, rst }: Bits): void {
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

function number(tcp: Tcp, length: number, sender: Side, peer: Side, { syn, hasAck }: Bits): Numbered {
  const seq = sender.initial === null ? 0 : relative(tcp.seq, sender.initial, sender.next)
  const scaled = !syn && sender.shift !== null && peer.shift !== null
  return {
    flags: tcp.flags,
    seq,
    end: seq + length + (syn ? 1 : 0) + (tcp.flags.includes('FIN') ? 1 : 0),
    ack: hasAck ? relative(tcp.ack, peer.initial ?? 0, peer.next) : null,
    length,
    window: scaled ? tcp.window * 2 ** sender.shift! : tcp.window,
    hasSack: tcp.options.some(({ kind }) => kind === 'sack'),
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
