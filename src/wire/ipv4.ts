/** IPv4 (RFC 791), with options and fragments. */
import { hex, hexOf, ipv4At } from './bytes.ts'
import { pseudoHeaderSum, sum16 } from './checksum.ts'
import { byteCount, type Draft, fail, field, has, type Step } from './draft.ts'
import { protocolName, upperLayer } from './protocols.ts'
import type { Layer } from './types.ts'

export const IPV4_HEADER = 20

export function ipv4(draft: Draft, from: number, end: number): Step {
  const unread: Step = { layer: 'payload', from, end }
  if (!has(draft, 'an IPv4 header', from, IPV4_HEADER, end)) return unread
  const { bytes, view, packet } = draft
  const version = bytes[from]! >> 4
  const headerLength = (bytes[from]! & 15) * 4
  if (version !== 4 || headerLength < IPV4_HEADER) {
    fail(draft, version === 4 ? `an IPv4 header of ${headerLength} bytes` : `version ${version} in an IPv4 header`)
    return unread
  }
  if (!has(draft, 'an IPv4 header with options', from, headerLength, end)) return unread
  // A segment that the kernel leaves for the card to cut may state no length at all: then the frame's length counts.
  const totalLength = view.getUint16(from + 2) || end - from
  if (totalLength < headerLength) {
    fail(draft, `a total length of ${totalLength} bytes, less than the header`)
    return unread
  }
  const fragment = view.getUint16(from + 6)
  packet.protocol = 'ipv4'
  packet.ip = {
    version: 4,
    source: ipv4At(bytes, from + 12),
    destination: ipv4At(bytes, from + 16),
    ttl: bytes[from + 8]!,
    protocol: bytes[from + 9]!,
    totalLength,
    identification: view.getUint16(from + 4),
    fragmentOffset: (fragment & 0x1fff) * 8,
    moreFragments: (fragment & 0x2000) !== 0,
    dontFragment: (fragment & 0x4000) !== 0,
  }
  packet.source = packet.ip.source
  packet.destination = packet.ip.destination
  if (from + totalLength > end)
    fail(draft, `a total length of ${totalLength} bytes, ${Math.max(0, end - from)} are there`)
  const whole = (fragment & 0x3fff) === 0
  if (whole) draft.pseudo = (p, length) => pseudoHeaderSum(bytes.subarray(from + 12, from + 20), p, length)
  draft.describe.push(() => describe(draft, from, headerLength))
  return {
    layer: (fragment & 0x1fff) === 0 ? upperLayer(4, packet.ip.protocol) : 'payload',
    from: from + headerLength,
    end: Math.min(from + totalLength, end),
  }
}

function describe({ bytes, view, packet }: Draft, from: number, headerLength: number): Layer {
  const ip = packet.ip!
  const correct = sum16(bytes, from, from + headerLength) === 0xffff
  const bit = (on: boolean | undefined) => (on ? '1' : '0')
  const fields = [
    field('version', 'Version', 4, from, from + 1),
    field('headerLength', 'Header length', byteCount(headerLength), from, from + 1, `${headerLength / 4} words of 4`),
    field('dscp', 'DSCP', bytes[from + 1]! >> 2, from + 1, from + 2, 'class of service'),
    field('ecn', 'ECN', bytes[from + 1]! & 3, from + 1, from + 2, 'congestion mark'),
    field('totalLength', 'Total length', byteCount(view.getUint16(from + 2)), from + 2, from + 4, 'header and content'),
    field(
      'identification',
      'Identification',
      hex(ip.identification!, 4),
      from + 4,
      from + 6,
      'ties fragments together',
    ),
    field('dontFragment', "Don't fragment", bit(ip.dontFragment), from + 6, from + 7),
    field('moreFragments', 'More fragments', bit(ip.moreFragments), from + 6, from + 7),
    field('fragmentOffset', 'Fragment offset', byteCount(ip.fragmentOffset!), from + 6, from + 8),
    field('ttl', 'Time to live', ip.ttl, from + 8, from + 9, 'each router takes one off'),
    field('protocol', 'Protocol', ip.protocol, from + 9, from + 10, protocolName(ip.protocol)),
    field(
      'checksum',
      'Header checksum',
      hex(view.getUint16(from + 10), 4),
      from + 10,
      from + 12,
      correct ? 'correct' : 'wrong',
    ),
    field('source', 'Source', ip.source, from + 12, from + 16),
    field('destination', 'Destination', ip.destination, from + 16, from + 20),
  ]
  const to = from + headerLength
  if (headerLength > IPV4_HEADER)
    fields.push(field('options', 'Options', hexOf(bytes.subarray(from + IPV4_HEADER, to)), from + IPV4_HEADER, to))
  const part = ip.fragmentOffset || ip.moreFragments ? ', a fragment' : ''
  return {
    name: 'ipv4',
    title: 'Internet Protocol 4',
    summary: `${ip.source} → ${ip.destination}${part}`,
    from,
    to,
    fields,
  }
}
