/**
 * Sorts packets into flows and says what each segment is in its flow.
 * Feed it packets in the order in which they left their senders.
 */
import { byteCount } from './draft.ts'
import { newTcpFlow, startsAnew, type TcpFlow, takeSegment } from './tcp-flow.ts'
import type { Decoded, Flow, Segment, Tcp } from './types.ts'

export class FlowTracker {
  readonly flows: Flow[] = []
  /** The newest flow between two endpoints, by both addresses in a fixed order. */
  readonly #tcp = new Map<string, TcpFlow>()
  readonly #udp = new Map<string, Flow>()

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
    const length = packet.payloadLength
    const segment = packet.tcp
      ? this.#segment({ n, at, tcp: packet.tcp, length, lost }, source, destination)
      : this.#datagram({ n, at, length }, source, destination)
    this.flows[segment.flow]!.segments.push(segment)
    return segment
  }

  #segment(
    sent: { n: number; at: number; tcp: Tcp; length: number; lost: boolean },
    source: string,
    destination: string,
  ) {
    const key = keyOf(source, destination)
    const { flags, seq } = sent.tcp
    const [syn, ack] = [flags.includes('SYN'), flags.includes('ACK')]
    let tracked = this.#tcp.get(key)
    if (!tracked || (syn && !ack && startsAnew(tracked, tracked.flow.client === source, seq))) {
      // Only a server answers with SYN and ACK.
      tracked = newTcpFlow(syn && ack ? this.#open('tcp', destination, source) : this.#open('tcp', source, destination))
      this.#tcp.set(key, tracked)
    }
    return takeSegment(tracked, { ...sent, fromClient: tracked.flow.client === source })
  }

  #datagram(
    { n, at, length }: { n: number; at: number; length: number },
    source: string,
    destination: string,
  ): Segment {
    const key = keyOf(source, destination)
    const flow = this.#udp.get(key) ?? this.#open('udp', source, destination)
    this.#udp.set(key, flow)
    const fromClient = flow.client === source
    flow.bytes[fromClient ? 'client' : 'server'] += length
    const meaning = `datagram, ${byteCount(length)}`
    return { n, at, flow: flow.id, fromClient, kind: 'data', flags: [], seq: 0, ack: null, length, window: 0, meaning }
  }

  #open(protocol: Flow['protocol'], client: string, server: string): Flow {
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
    this.flows.push(flow)
    return flow
  }
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function keyOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}
