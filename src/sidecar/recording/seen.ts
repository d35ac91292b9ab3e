/** What the packets of a run say that is the same in every such run: flows with their named steps. Pure. */
import type { CapturedPacket } from '../../protocol/lab.ts'
import type { Flow, Segment } from '../../wire/types.ts'
import { packetsOf } from '../runner/read-packets.ts'

export type SeenFlow = {
  protocol: Flow['protocol']
  client: string
  server: string
  /** How it went as a whole, in a few phrases. */
  facts: string[]
  /** Who said what, in order: `client SYN`, `client data`, `server FIN`. */
  steps: string[]
}

/** `others`: what belongs to no flow, each once, sorted. */
export function seenIn(packets: CapturedPacket[]): { flows: SeenFlow[]; others: string[] } {
  const { flows, others } = tracked(packets)
  // Without a lost packet, sending again was a timer that ran out on a busy machine: chance.
  const lossy = packets.some(({ dropped }) => dropped)
  return { flows: flows.map((flow) => seen(flow, lossy)), others: [...others].sort() }
}

/** Segments that were sent again. A busy machine makes more of them; of two runs the one with fewer is the lab's. */
export function copiesIn(packets: CapturedPacket[]): number {
  return tracked(packets).flows.reduce((sum, { retransmissions }) => sum + retransmissions, 0)
}

function tracked(captured: CapturedPacket[]): { flows: Flow[]; others: Set<string> } {
  const { packets, flows } = packetsOf(captured)
  const others = packets.filter(({ segment, made, replaced }) => segment === null && !made && !replaced)
  return { flows, others: new Set(others.map(({ summary }) => summary.replace(/0x[0-9a-f]+/g, '0x…'))) }
}

function seen(flow: Flow, lossy: boolean): SeenFlow {
  const { protocol, client, server, handshake, closedBy, close, bytes, segments } = flow
  const facts =
    protocol === 'udp'
      ? ['datagrams']
      : [
          `handshake ${handshake}, ${closedBy === null ? 'not closed' : `closed by ${closedBy}, ${close}`}`,
          `client sent ${bytes.client} bytes`,
          `server sent ${bytes.server} bytes`,
          ...stalls(segments),
        ]
  return {
    protocol,
    client,
    server,
    facts,
    steps: protocol === 'udp' ? segments.map(datagram) : steps(segments, lossy),
  }
}

const side = ({ fromClient }: Segment): string => (fromClient ? 'client' : 'server')
const datagram = (segment: Segment): string => `${side(segment)} ${segment.length} bytes`

/** A window that closed is a fact of a flow; when exactly it did is chance. */
function stalls(segments: Segment[]): string[] {
  const closed = segments.filter(({ kind }) => kind === 'zero-window').map(side)
  return [...new Set(closed)].sort().map((who) => `${who} closed its window`)
}

function steps(segments: Segment[], lossy: boolean): string[] {
  const result: string[] = []
  for (const segment of segments)
    for (const name of namesOf(segment, lossy)) {
      const step = `${side(segment)} ${name}`
      // In how many segments data leaves is up to the kernel.
      if (step !== result.at(-1) || name !== 'data') result.push(step)
    }
  return result
}

/** A FIN may travel with the last data or after it. */
function namesOf({ kind, flags, length, bytes }: Segment, lossy: boolean): string[] {
  const control = flags.filter((flag) => flag === 'SYN' || flag === 'FIN' || flag === 'RST')
  const data = bytes !== undefined || length > 0 ? ['data'] : []
  if (kind === 'keep-alive') return []
  if (kind.includes('retransmission')) {
    // A SYN is sent again after a whole second: that is no chance.
    const meant = lossy || control.includes('SYN')
    return meant ? [...data, ...control].map((name) => `${name} again`) : []
  }
  if (control.includes('SYN')) return [flags.includes('ACK') ? 'SYN+ACK' : 'SYN']
  if (kind === 'handshake') return ['ACK of the handshake']
  return [...data, ...control]
}
