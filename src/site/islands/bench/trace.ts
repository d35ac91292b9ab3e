/** A run's capture, decoded as it comes: one row a packet, in capture order. */
import { type CapturedPacket, isOfFlow, type MadeFrame } from '../../../protocol/lab.ts'
import { decode } from '../../../wire/decode.ts'
import { FlowTracker } from '../../../wire/flow.ts'
import type { Decoded, Flow, Segment, Tcp } from '../../../wire/types.ts'
import { Vantage } from '../../../wire/vantage.ts'

/** How a packet is drawn; the hue and the sign of each stand in tokens.css and Arrow.tsx. */
export type ArrowKind = 'syn' | 'data' | 'ack' | 'fin' | 'rst' | 'rtx' | 'udp' | 'ctl'

export type TraceRow = {
  n: number
  /** µs since the run began. */
  at: number
  arrived: number | null
  dropped: boolean
  /** Others made of it travelled in its place. */
  replaced: boolean
  /** The link's faults made it, of the packets with the numbers `of`. */
  made: MadeFrame | null
  of: readonly number[]
  /** True: drawn from left (client) to right (server). */
  fromClient: boolean
  kind: ArrowKind
  flow: Flow | null
  /** Of a copy, and of what was replaced, as if it were one of the flow's; the flow itself does not have it. */
  segment: Segment | null
  decoded: Decoded
  bytes: Uint8Array
  /** Length on the wire, which may exceed `bytes`. */
  length: number
  /** The ends of the cable it was seen on: hosts, or a switch; null on `lo`. */
  from: string | null
  to: string | null
  /** It was seen before, nearer to its sender: the same packet on a further cable. */
  further: boolean
}

/** Segments of a direction among which a packet is sought that is seen again on a further cable. */
const RECENT = 64

export class Trace {
  readonly rows: TraceRow[] = []
  readonly #tracker = new FlowTracker()
  readonly #vantage = new Vantage()
  readonly #byNumber = new Map<number, TraceRow>()
  /** The latest segments of each direction, the last one last. */
  readonly #latest = new Map<string, { segment: Segment; tcp: Tcp }[]>()

  get flows(): Flow[] {
    return this.#tracker.flows
  }

  row(n: number): TraceRow | undefined {
    return this.#byNumber.get(n)
  }

  add(packets: readonly CapturedPacket[]): void {
    for (const packet of packets) this.#addOne(packet)
  }

  #addOne(packet: CapturedPacket): void {
    const bytes = bytesOf(packet.data)
    const decoded = decode(bytes, packet.length)
    const further = isOfFlow(packet) && !this.#vantage.counts(packet, decoded)
    const counts = isOfFlow(packet) && !further
    const counted = counts ? this.#tracker.add(packet.n, packet.at, decoded, packet.dropped) : null
    const segment = counted ?? this.#beside(packet, decoded, further)
    if (counted && decoded.tcp) this.#remember(directionOf(decoded, decoded.tcp), counted, decoded.tcp)
    // An ICMP error is told beside the flow that it is about.
    const flow = segment ? this.flows[segment.flow]! : decoded.icmp ? this.#tracker.flowOf(decoded) : null
    const row: TraceRow = {
      n: packet.n,
      at: packet.at,
      arrived: packet.arrived ?? null,
      dropped: packet.dropped ?? false,
      replaced: packet.replaced ?? false,
      made: packet.made ?? null,
      of: packet.of ?? [],
      fromClient: segment?.fromClient ?? isFromClient(packet, decoded, flow),
      kind: arrowKind(decoded, segment),
      flow,
      segment,
      decoded,
      bytes,
      length: packet.length,
      from: packet.from ?? null,
      to: packet.to ?? null,
      further,
    }
    this.rows.push(row)
    this.#byNumber.set(row.n, row)
  }

  #remember(direction: string, segment: Segment, tcp: Tcp): void {
    const recent = this.#latest.get(direction) ?? []
    if (recent.push({ segment, tcp }) > RECENT) recent.shift()
    this.#latest.set(direction, recent)
  }

  /** What a packet says that is no further one of its flow: numbered like those before it. */
  #beside({ n, at, made, of = [] }: CapturedPacket, decoded: Decoded, further: boolean): Segment | null {
    const original = made === 'duplicate' ? this.#byNumber.get(of[0] ?? 0)?.segment : null
    if (original) return { ...original, n, at }
    const { tcp, payloadLength: length } = decoded
    if (!tcp) return null
    const recent = this.#latest.get(directionOf(decoded, tcp)) ?? []
    const latest = recent.at(-1)
    if (!latest) return null
    const before = recent.findLast((one) => one.segment.length === length && sameNumbers(one.tcp, tcp))
    if (further && before) return { ...before.segment, n, at }
    const seq = latest.segment.seq + ((tcp.seq - latest.tcp.seq) | 0)
    const ack = latest.segment.ack === null ? null : latest.segment.ack + ((tcp.ack - latest.tcp.ack) | 0)
    const kind = tcp.flags.includes('FIN') ? 'fin' : length > 0 ? 'data' : 'ack'
    const { flow, fromClient, window } = latest.segment
    return { n, at, flow, fromClient, kind, flags: tcp.flags, seq, ack, length, window, meaning: '' }
  }
}

function sameNumbers(a: Tcp, b: Tcp): boolean {
  return a.seq === b.seq && a.ack === b.ack && a.flags.join() === b.flags.join()
}

function directionOf({ source, destination }: Decoded, { sourcePort, destinationPort }: Tcp): string {
  return `${source} ${sourcePort} ${destination} ${destinationPort}`
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

function arrowKind({ protocol, tcp }: Decoded, segment: Segment | null): ArrowKind {
  if (protocol === 'udp') return 'udp'
  if (!segment || !tcp) return 'ctl'
  switch (segment.kind) {
    case 'handshake':
      return segment.flags.includes('SYN') ? 'syn' : 'ack'
    case 'data':
      return 'data'
    case 'retransmission':
    case 'keep-alive':
      return 'rtx'
    case 'fin':
      return 'fin'
    case 'reset':
      return 'rst'
    default:
      return 'ack'
  }
}

function isFromClient(packet: CapturedPacket, { icmp, source }: Decoded, flow: Flow | null): boolean {
  if (packet.from !== undefined) return packet.from !== 'server'
  if (!flow) return true
  // On loopback both ends have one address; an error travels against the packet that caused it.
  if (icmp && hostOf(flow.client) === hostOf(flow.server)) return false
  return hostOf(flow.client) === hostOf(source)
}

export function hostOf(endpoint: string): string {
  return endpoint.match(/^\[(.+)\]:\d+$/)?.[1] ?? endpoint.replace(/:\d+$/, '')
}
