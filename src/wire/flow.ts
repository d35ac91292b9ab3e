/**
 * Sorts packets into flows and says what each segment is in its flow.
 * Feed it packets in the order in which they left their senders, each once (vantage.ts chooses among several links).
 */
import { byteCount } from './draft.ts'
import { endpoint } from './endpoint.ts'
import { Reassembler } from './fragments.ts'
import { PROTOCOL } from './protocols.ts'
import { newTcpFlow, type Sent, startsAnew, type TcpFlow, takeSegment } from './tcp-flow.ts'
import type { Decoded, Flow, Segment } from './types.ts'

/** The newest flow between two endpoints. Both its directions are found under keys of their own. */
type Conversation = { flow: Flow; tcp: TcpFlow | null }
type Direction = { conversation: Conversation; source: string; destination: string }
type Protocol = Flow['protocol']

export class FlowTracker {
  readonly flows: Flow[] = []
  readonly #directions = new Directions()
  readonly #fragments = new Reassembler()
  readonly #streams = { tcp: 0, udp: 0 }

  /**
   * Adds one packet sent at `at` (µs). Null when it is neither TCP nor UDP, and for fragments but the one that completes
   * a datagram, which stands for the whole. An ICMP error is noted at the flow it is about.
   * `lost`: the link dropped it after it was sent. It is a segment all the same, and a later copy a retransmission,
   * but what it said was never heard: a lost RST closes nothing, a lost ACK completes no handshake.
   */
  add(n: number, at: number, packet: Decoded, lost = false): Segment | null {
    const { ip, tcp } = packet
    if (!ip) return null
    if (ip.moreFragments || ip.fragmentOffset) return this.#fragment(n, at, packet, lost)
    if (!tcp && !packet.udp) {
      if (packet.icmp?.quoted) this.flowOf(packet)?.errors.push(n)
      return null
    }
    const direction = this.#directions.of(packet) ?? this.#meet(packet)
    const length = packet.payloadLength
    const segment = tcp
      ? this.#segment(direction, { n, at, tcp, length, fromClient: true, lost })
      : datagram(direction, n, at, length)
    this.flows[segment.flow]!.segments.push(segment)
    return segment
  }

  /** The flow a packet belongs to, or that an ICMP error is about: the newest of these ends. Null before `add` saw any. */
  flowOf(packet: Decoded): Flow | null {
    return (
      (packet.icmp?.quoted ? this.#directions.quoted(packet) : this.#directions.of(packet))?.conversation.flow ?? null
    )
  }

  #fragment(n: number, at: number, packet: Decoded, lost: boolean): Segment | null {
    const whole = lost ? null : this.#fragments.add(n, packet)
    if (!whole) return null
    const segment = this.add(n, at, whole.packet)
    if (segment) segment.fragments = whole.fragments
    return segment
  }

  #segment({ conversation, source, destination }: Direction, sent: Sent): Segment {
    const { flags, seq } = sent.tcp
    sent.fromClient = conversation.flow.client === source
    const opens = flags.includes('SYN') && !flags.includes('ACK') && conversation.flow.segments.length > 0
    if (opens && startsAnew(conversation.tcp!, sent.fromClient, seq)) {
      conversation.flow = this.#open('tcp', source, destination)
      conversation.tcp = newTcpFlow(conversation.flow)
      sent.fromClient = true
    }
    return takeSegment(conversation.tcp!, sent)
  }

  /** The first packet between two endpoints. */
  #meet({ ip, tcp, udp }: Decoded): Direction {
    const { sourcePort, destinationPort } = (tcp ?? udp)!
    const source = endpoint(ip!.source, sourcePort)
    const destination = endpoint(ip!.destination, destinationPort)
    const protocol = tcp ? 'tcp' : 'udp'
    // Only a server answers with SYN and ACK.
    const answer = tcp?.flags.includes('SYN') && tcp.flags.includes('ACK')
    const flow = answer ? this.#open(protocol, destination, source) : this.#open(protocol, source, destination)
    const conversation = { flow, tcp: tcp ? newTcpFlow(flow) : null }
    const direction = { conversation, source, destination }
    const back = { conversation, source: destination, destination: source }
    this.#directions.set(protocol, ip!.destination, destinationPort, ip!.source, sourcePort, back)
    this.#directions.set(protocol, ip!.source, sourcePort, ip!.destination, destinationPort, direction)
    return direction
  }

  #open(protocol: Protocol, client: string, server: string): Flow {
    const flow: Flow = {
      id: this.flows.length,
      stream: this.#streams[protocol]++,
      protocol,
      client,
      server,
      segments: [],
      handshake: 'incomplete',
      handshakeTime: null,
      closedBy: null,
      close: 'open',
      retransmissions: 0,
      bytes: { client: 0, server: 0 },
      errors: [],
    }
    this.flows.push(flow)
    return flow
  }
}

function datagram({ conversation: { flow }, source }: Direction, n: number, at: number, length: number): Segment {
  const fromClient = flow.client === source
  flow.bytes[fromClient ? 'client' : 'server'] += length
  const meaning = `datagram, ${byteCount(length)}`
  return { n, at, flow: flow.id, fromClient, kind: 'data', flags: [], seq: 0, ack: null, length, window: 0, meaning }
}

/** Directions by source address, destination address, and ports with the protocol: no text is put together for a look. */
class Directions {
  readonly #all = new Map<string, Map<string, Map<number, Direction>>>()

  of({ ip, tcp, udp }: Decoded): Direction | undefined {
    const ports = tcp ?? udp
    if (!ip || !ports) return undefined
    const key = keyOf(tcp ? 'tcp' : 'udp', ports.sourcePort, ports.destinationPort)
    return this.#all.get(ip.source)?.get(ip.destination)?.get(key)
  }

  quoted({ icmp }: Decoded): Direction | undefined {
    const { ip, sourcePort, destinationPort } = icmp!.quoted!
    if (sourcePort === undefined || destinationPort === undefined) return undefined
    const key = keyOf(ip.protocol === PROTOCOL.tcp ? 'tcp' : 'udp', sourcePort, destinationPort)
    return this.#all.get(ip.source)?.get(ip.destination)?.get(key)
  }

  set(protocol: Protocol, source: string, from: number, destination: string, to: number, direction: Direction): void {
    const bySource = this.#all.get(source) ?? new Map<string, Map<number, Direction>>()
    this.#all.set(source, bySource)
    const byPorts = bySource.get(destination) ?? new Map<number, Direction>()
    bySource.set(destination, byPorts)
    byPorts.set(keyOf(protocol, from, to), direction)
  }
}

function keyOf(protocol: Protocol, from: number, to: number): number {
  return from * 0x1_0000 + to + (protocol === 'udp' ? 0x1_0000_0000 : 0)
}
