/** IPv4 (RFC 791), with options and fragments. */
import { hex, ipv4At, u16 } from './bytes.ts'
import { sum16 } from './checksum.ts'
import { byteCount, type Draft, fail, field, has, next } from './draft.ts'
import { ipv4OptionFields } from './ipv4-options.ts'
import { protocolName, upperLayer } from './protocols.ts'
import type { Ip, Layer, LayerName } from './types.ts'

export const IPV4_HEADER = 20

const NO_OFFSET = 0x1fff
const MORE = 0x2000
const DONT_FRAGMENT = 0x4000

export function ipv4(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'an IPv4 header', from, IPV4_HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  const version = bytes[from]! >> 4
  const headerLength = (bytes[from]! & 15) * 4
  if (version !== 4 || headerLength < IPV4_HEADER) {
    fail(draft, version === 4 ? `an IPv4 header of ${headerLength} bytes` : `version ${version} in an IPv4 header`)
    return next(draft, 'payload', from, end)
  }
  if (!has(draft, 'an IPv4 header with options', from, headerLength, end)) return next(draft, 'payload', from, end)
  // A segment that the kernel leaves for the card to cut may state no length at all: then the frame's length counts.
  const totalLength = u16(bytes, from + 2) || end - from
  if (totalLength < headerLength) {
    fail(draft, `a total length of ${totalLength} bytes, less than the header`)
    return next(draft, 'payload', from, end)
  }
  const fragment = u16(bytes, from + 6)
  const protocol = bytes[from + 9]!
  draft.protocol = 'ipv4'
  draft.ip = {
    version: 4,
    source: ipv4At(bytes, from + 12),
    destination: ipv4At(bytes, from + 16),
    ttl: bytes[from + 8]!,
    protocol,
    totalLength,
    identification: u16(bytes, from + 4),
    fragmentOffset: (fragment & NO_OFFSET) * 8,
    moreFragments: (fragment & MORE) !== 0,
    dontFragment: (fragment & DONT_FRAGMENT) !== 0,
  }
  if (from + totalLength > end)
    fail(draft, `a total length of ${totalLength} bytes, ${Math.max(0, end - from)} are there`)
  if ((fragment & (NO_OFFSET | MORE)) === 0) draft.pseudoAt = from
  draft.told?.push(describe(bytes, draft.ip, from, headerLength))
  const upper = (fragment & NO_OFFSET) === 0 ? upperLayer(4, protocol) : 'payload'
  return next(draft, upper, from + headerLength, Math.min(from + totalLength, end))
}

function describe(bytes: Uint8Array, ip: Ip, from: number, headerLength: number): Layer {
  const correct = sum16(bytes, from, from + headerLength) === 0xffff
  const bit = (on: boolean | undefined) => (on ? '1' : '0')
  const fields = [
    field('version', 'Version', 4, from, from + 1),
    field('headerLength', 'Header length', byteCount(headerLength), from, from + 1, `${headerLength / 4} words of 4`),
    field('dscp', 'DSCP', bytes[from + 1]! >> 2, from + 1, from + 2, 'class of service'),
    field('ecn', 'ECN', bytes[from + 1]! & 3, from + 1, from + 2, 'congestion mark'),
    field('totalLength', 'Total length', byteCount(u16(bytes, from + 2)), from + 2, from + 4, 'header and content'),
    field(
      'identification',
      'Identification',
      hex(ip.identification!, 4),
      from + 4,
      from + 6,
      'ties fragments together',
    ),
    field('reservedBit', 'Reserved', bytes[from + 6]! >> 7, from + 6, from + 7, 'must be zero'),
    field('dontFragment', "Don't fragment", bit(ip.dontFragment), from + 6, from + 7),
    field('moreFragments', 'More fragments', bit(ip.moreFragments), from + 6, from + 7),
    field('fragmentOffset', 'Fragment offset', byteCount(ip.fragmentOffset!), from + 6, from + 8),
    field('ttl', 'Time to live', ip.ttl, from + 8, from + 9, 'each router takes one off'),
    field('protocol', 'Protocol', ip.protocol, from + 9, from + 10, protocolName(ip.protocol)),
    field(
      'checksum',
      'Header checksum',
      hex(u16(bytes, from + 10), 4),
      from + 10,
      from + 12,
      correct ? 'correct' : 'wrong',
    ),
    field('source', 'Source', ip.source, from + 12, from + 16),
    field('destination', 'Destination', ip.destination, from + 16, from + 20),
  ]
  const to = from + headerLength
  if (headerLength > IPV4_HEADER) fields.push(...ipv4OptionFields(bytes, from + IPV4_HEADER, to))
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
