/** Captured packets with what src/wire says of them. */
import type { CapturedPacket } from '../protocol/lab.ts'
import { decode } from '../wire/decode.ts'
import { FlowTracker } from '../wire/flow.ts'
import { summary } from '../wire/summary.ts'
import type { Decoded, Flow, Segment } from '../wire/types.ts'

export type ReadPacket = CapturedPacket & {
  bytes: Uint8Array
  decoded: Decoded
  segment: Segment | null
  summary: string
}

export function packetsOf(captured: CapturedPacket[]): { packets: ReadPacket[]; flows: Flow[] } {
  const tracker = new FlowTracker()
  const packets = captured.map((packet) => {
    const bytes = new Uint8Array(Buffer.from(packet.data, 'base64'))
    const decoded = decode(bytes, packet.length)
    const segment = tracker.add(packet.n, packet.at, decoded, packet.dropped === true)
    return { ...packet, bytes, decoded, segment, summary: summary(decoded, segment) }
  })
  return { packets, flows: tracker.flows }
}
