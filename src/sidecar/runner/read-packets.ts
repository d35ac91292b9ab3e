/** Captured packets with what src/wire says of them, whichever links they were seen on. Pure. */
import { type CapturedPacket, isOfFlow } from '../../protocol/lab.ts'
import { decode } from '../../wire/decode.ts'
import { FlowTracker } from '../../wire/flow.ts'
import { summary } from '../../wire/summary.ts'
import type { Decoded, Flow, Segment } from '../../wire/types.ts'
import { Vantage } from '../../wire/vantage.ts'

export type ReadPacket = CapturedPacket & {
  bytes: Uint8Array
  decoded: Decoded
  /** What it is in its flow. On a further link it is that of the packet as first seen, whose number `segment.n` is. */
  segment: Segment | null
  summary: string
}

export function packetsOf(captured: CapturedPacket[]): { packets: ReadPacket[]; flows: Flow[] } {
  const tracker = new FlowTracker()
  const vantage = new Vantage()
  const first = new Map<string, Segment>()
  const packets = captured.map((packet) => {
    const bytes = new Uint8Array(Buffer.from(packet.data, 'base64'))
    const decoded = decode(bytes, packet.length)
    const key = contentOf(bytes, decoded)
    let segment: Segment | null = null
    if (isOfFlow(packet)) {
      const counts = vantage.counts(packet, decoded)
      segment = counts ? tracker.add(packet.n, packet.at, decoded, packet.dropped === true) : (first.get(key) ?? null)
      if (counts && segment !== null) first.set(key, segment)
    }
    return { ...packet, bytes, decoded, segment, summary: summary(decoded, segment) }
  })
  return { packets, flows: tracker.flows }
}

/** What no router changes of a packet: its addresses, its number, and everything behind the IP header. */
function contentOf(bytes: Uint8Array, { ip, payloadFrom, tcp, udp }: Decoded): string {
  if (!ip || !(tcp || udp)) return ''
  const from = payloadFrom - (tcp ? tcp.headerLength : 8)
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.length - from).toString('latin1')
  return `${ip.source} ${ip.destination} ${ip.identification ?? ''} ${rest}`
}
