/** IPv6 (RFC 8200) with its extension headers; the layer covers the fixed header and all extensions. */
import { hex, ipv6At, u16, u32 } from './bytes.ts'
import { byteCount, type Draft, fail, field, has, next } from './draft.ts'
import { EXTENSION, type Extension, extensionFields, FRAGMENT, walkExtensions } from './ipv6-extensions.ts'
import { protocolName, upperLayer } from './protocols.ts'
import type { Field, Ip, Layer, LayerName } from './types.ts'

export const IPV6_HEADER = 40

export function ipv6(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'an IPv6 header', from, IPV6_HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  if (bytes[from]! >> 4 !== 6) {
    fail(draft, `version ${bytes[from]! >> 4} in an IPv6 header`)
    return next(draft, 'payload', from, end)
  }
  // Zero stands for "see the jumbo option" and for segments the card is to cut: then the frame's length counts.
  const totalLength = IPV6_HEADER + (u16(bytes, from + 4) || end - from - IPV6_HEADER)
  draft.protocol = 'ipv6'
  const ip: Ip = {
    version: 6,
    source: ipv6At(bytes, from + 8),
    destination: ipv6At(bytes, from + 24),
    ttl: bytes[from + 7]!,
    protocol: bytes[from + 6]!,
    totalLength,
  }
  draft.ip = ip
  if (from + totalLength > end)
    fail(draft, `an IPv6 packet of ${totalLength} bytes, ${Math.max(0, end - from)} are there`)
  const stop = Math.min(from + totalLength, end)
  const { found, to, complete } = walkExtensions(draft, ip.protocol, from + IPV6_HEADER, stop)
  for (const { number, from: at } of found) if (number === FRAGMENT) readFragment(bytes, ip, at)
  const last = found.at(-1)
  if (last) ip.protocol = bytes[last.from]!
  if (!ip.fragmentOffset && !ip.moreFragments) draft.pseudoAt = from
  draft.told?.push(describe(bytes, ip, from, to, found))
  return next(draft, complete && !ip.fragmentOffset ? upperLayer(6, ip.protocol) : 'payload', to, stop)
}

function readFragment(bytes: Uint8Array, ip: Ip, at: number): void {
  ip.fragmentOffset = u16(bytes, at + 2) & 0xfff8
  ip.moreFragments = (bytes[at + 3]! & 1) === 1
  ip.identification = u32(bytes, at + 4)
}

function describe(bytes: Uint8Array, ip: Ip, from: number, to: number, extensions: Extension[]): Layer {
  const first = u32(bytes, from)
  const following = bytes[from + 6]!
  const length = byteCount(u16(bytes, from + 4))
  const fields: Field[] = [
    field('version', 'Version', 6, from, from + 1),
    field('trafficClass', 'Traffic class', (first >>> 20) & 0xff, from, from + 2),
    field('flowLabel', 'Flow label', hex(first & 0xfffff, 5), from + 1, from + 4),
    field('payloadLength', 'Payload length', length, from + 4, from + 6, 'all after this header'),
    field('nextHeader', 'Next header', following, from + 6, from + 7, EXTENSION[following] ?? protocolName(following)),
    field('hopLimit', 'Hop limit', ip.ttl, from + 7, from + 8, 'each router takes one off'),
    field('source', 'Source', ip.source, from + 8, from + 24),
    field('destination', 'Destination', ip.destination, from + 24, from + 40),
    ...extensions.flatMap((extension) => extensionFields(bytes, extension)),
  ]
  const part = ip.fragmentOffset || ip.moreFragments ? ', a fragment' : ''
  const summary = `${ip.source} → ${ip.destination}${part}`
  return { name: 'ipv6', title: 'Internet Protocol 6', summary, from, to, fields }
}
