/** IPv6 (RFC 8200) with its extension headers; the layer covers the fixed header and all extensions. */
import { hex, hexOf, ipv6At } from './bytes.ts'
import { pseudoHeaderSum } from './checksum.ts'
import { byteCount, type Draft, fail, field, has, type Step } from './draft.ts'
import { protocolName, upperLayer } from './protocols.ts'
import type { Field, Layer } from './types.ts'

export const IPV6_HEADER = 40
const FRAGMENT = 44
const AUTHENTICATION = 51
const EXTENSION: Record<number, string> = {
  0: 'Hop-by-hop options',
  43: 'Routing',
  [FRAGMENT]: 'Fragment',
  [AUTHENTICATION]: 'Authentication',
  60: 'Destination options',
}

export function ipv6(draft: Draft, from: number, end: number): Step {
  const unread: Step = { layer: 'payload', from, end }
  if (!has(draft, 'an IPv6 header', from, IPV6_HEADER, end)) return unread
  const { bytes, view, packet } = draft
  if (bytes[from]! >> 4 !== 6) {
    fail(draft, `version ${bytes[from]! >> 4} in an IPv6 header`)
    return unread
  }
  // Zero stands for "see the jumbo option" and for segments the card is to cut: then the frame's length counts.
  const totalLength = IPV6_HEADER + (view.getUint16(from + 4) || end - from - IPV6_HEADER)
  packet.protocol = 'ipv6'
  packet.ip = {
    version: 6,
    source: ipv6At(view, from + 8),
    destination: ipv6At(view, from + 24),
    ttl: bytes[from + 7]!,
    protocol: bytes[from + 6]!,
    totalLength,
  }
  packet.source = packet.ip.source
  packet.destination = packet.ip.destination
  if (from + totalLength > end)
    fail(draft, `an IPv6 packet of ${totalLength} bytes, ${Math.max(0, end - from)} are there`)
  const stop = Math.min(from + totalLength, end)
  const extensions = skipExtensions(draft, from + IPV6_HEADER, stop)
  const whole = !packet.ip.fragmentOffset && !packet.ip.moreFragments
  if (whole) draft.pseudo = (p, length) => pseudoHeaderSum(bytes.subarray(from + 8, from + 40), p, length)
  draft.describe.push(() => describe(draft, from, extensions))
  const upper = extensions.complete && !packet.ip.fragmentOffset ? upperLayer(6, packet.ip.protocol) : 'payload'
  return { layer: upper, from: extensions.to, end: stop }
}

type Extensions = { to: number; complete: boolean; found: { number: number; from: number; to: number }[] }

/** Walks the chain; leaves the upper protocol's number in `ip.protocol`. Ends, for every header moves on by 8 or more. */
function skipExtensions(draft: Draft, from: number, end: number): Extensions {
  const { bytes, view, packet } = draft
  const ip = packet.ip!
  const walked: Extensions = { to: from, complete: true, found: [] }
  while (ip.protocol in EXTENSION) {
    const at = walked.to
    const number = ip.protocol
    walked.complete = has(draft, `the extension header "${EXTENSION[number]}"`, at, 8, end)
    if (!walked.complete) break
    const length =
      number === FRAGMENT ? 8 : number === AUTHENTICATION ? (bytes[at + 1]! + 2) * 4 : (bytes[at + 1]! + 1) * 8
    walked.complete = has(draft, `the extension header "${EXTENSION[number]}"`, at, length, end)
    if (!walked.complete) break
    if (number === FRAGMENT) {
      ip.fragmentOffset = view.getUint16(at + 2) & 0xfff8
      ip.moreFragments = (bytes[at + 3]! & 1) === 1
      ip.identification = view.getUint32(at + 4)
    }
    ip.protocol = bytes[at]!
    walked.found.push({ number, from: at, to: at + length })
    walked.to = at + length
    // What follows the header in a later fragment is content, whatever the header names.
    if (ip.fragmentOffset) break
  }
  return walked
}

function describe({ bytes, view, packet }: Draft, from: number, extensions: Extensions): Layer {
  const ip = packet.ip!
  const first = view.getUint32(from)
  const next = bytes[from + 6]!
  const fields: Field[] = [
    field('version', 'Version', 6, from, from + 1),
    field('trafficClass', 'Traffic class', (first >>> 20) & 0xff, from, from + 2),
    field('flowLabel', 'Flow label', hex(first & 0xfffff, 5), from + 1, from + 4),
    field(
      'payloadLength',
      'Payload length',
      byteCount(view.getUint16(from + 4)),
      from + 4,
      from + 6,
      'all after this header',
    ),
    field('nextHeader', 'Next header', next, from + 6, from + 7, EXTENSION[next] ?? protocolName(next)),
    field('hopLimit', 'Hop limit', ip.ttl, from + 7, from + 8, 'each router takes one off'),
    field('source', 'Source', ip.source, from + 8, from + 24),
    field('destination', 'Destination', ip.destination, from + 24, from + 40),
  ]
  for (const { number, from: at, to } of extensions.found) {
    const following = `next header ${bytes[at]}`
    fields.push(field(`extension${number}`, EXTENSION[number]!, hexOf(bytes.subarray(at, to)), at, to, following))
  }
  const part = ip.fragmentOffset || ip.moreFragments ? ', a fragment' : ''
  const summary = `${ip.source} → ${ip.destination}${part}`
  return { name: 'ipv6', title: 'Internet Protocol 6', summary, from, to: extensions.to, fields }
}
