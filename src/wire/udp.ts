/** UDP (RFC 768). */
import { hex, u16 } from './bytes.ts'
import { CHECKSUM_NOTE, upperChecksum } from './checksum.ts'
import { byteCount, type Draft, fail, field, has, next } from './draft.ts'
import { PROTOCOL } from './protocols.ts'
import type { Layer, LayerName, Udp } from './types.ts'

export const UDP_HEADER = 8

export function udp(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'a UDP header', from, UDP_HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  const length = u16(bytes, from + 4)
  draft.protocol = 'udp'
  draft.udp = {
    sourcePort: u16(bytes, from),
    destinationPort: u16(bytes, from + 2),
    length,
    checksum: u16(bytes, from + 6),
  }
  // The first fragment of a datagram states the length of all of it.
  const fragment = draft.ip?.moreFragments === true
  if (length < UDP_HEADER) fail(draft, `a UDP length of ${byteCount(length)}, less than the header`)
  else if (from + length > end && !fragment)
    fail(draft, `a UDP length of ${byteCount(length)}, ${Math.max(0, end - from)} are there`)
  const stop = length < UDP_HEADER ? end : Math.min(from + length, end)
  draft.told?.push(describe(draft, draft.udp, from, stop))
  return next(draft, 'payload', from + UDP_HEADER, stop)
}

function describe(
  draft: Draft,
  { sourcePort, destinationPort, length, checksum }: Udp,
  from: number,
  end: number,
): Layer {
  const state = upperChecksum(draft, from, end, from + 6, PROTOCOL.udp, length)
  const note = checksum === 0 ? 'not used' : CHECKSUM_NOTE[state]
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
      field('checksum', 'Checksum', hex(checksum, 4), from + 6, from + 8, note),
    ],
  }
}
