/** UDP (RFC 768). */
import { hex } from './bytes.ts'
import { CHECKSUM_NOTE, checksumState } from './checksum.ts'
import { byteCount, type Draft, fail, field, has, type Step } from './draft.ts'
import { PROTOCOL } from './protocols.ts'
import type { Layer } from './types.ts'

export const UDP_HEADER = 8

export function udp(draft: Draft, from: number, end: number): Step {
  if (!has(draft, 'a UDP header', from, UDP_HEADER, end)) return { layer: 'payload', from, end }
  const { view, packet } = draft
  const length = view.getUint16(from + 4)
  packet.protocol = 'udp'
  packet.udp = {
    sourcePort: view.getUint16(from),
    destinationPort: view.getUint16(from + 2),
    length,
    checksum: view.getUint16(from + 6),
  }
  // The first fragment of a datagram states the length of all of it.
  const fragment = packet.ip?.moreFragments === true
  if (length < UDP_HEADER) fail(draft, `a UDP length of ${byteCount(length)}, less than the header`)
  else if (from + length > end && !fragment)
    fail(draft, `a UDP length of ${byteCount(length)}, ${Math.max(0, end - from)} are there`)
  const stop = length < UDP_HEADER ? end : Math.min(from + length, end)
  draft.describe.push(() => describe(draft, from, stop))
  return { layer: 'payload', from: from + UDP_HEADER, end: stop }
}

function describe({ bytes, packet, pseudo }: Draft, from: number, end: number): Layer {
  const { sourcePort, destinationPort, length, checksum } = packet.udp!
  const state = pseudo ? checksumState(bytes, from, end, from + 6, pseudo(PROTOCOL.udp, length)) : 'unknown'
  return {
    name: 'udp',
    title: 'User Datagram Protocol',
    summary: `${sourcePort} → ${destinationPort}`,
    from,
    to: from + UDP_HEADER,
    fields: [
      field('sourcePort', 'Source port', sourcePort, from, from + 2),
      field('destinationPort', 'Destination port', destinationPort, from + 2, from + 4),
      field('length', 'Length', byteCount(length), from + 4, from + 6, 'header and data'),
      field(
        'checksum',
        'Checksum',
        hex(checksum, 4),
        from + 6,
        from + 8,
        checksum === 0 ? 'not used' : CHECKSUM_NOTE[state],
      ),
    ],
  }
}
