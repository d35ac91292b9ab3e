/** The head of another packet that an ICMP error carries: enough to know which flow met the error (RFC 792, RFC 4443 §2.4). */
import { u16, u32 } from './bytes.ts'
import { type Draft, field } from './draft.ts'
import { ipv4 } from './ipv4.ts'
import { ipv6 } from './ipv6.ts'
import { protocolName } from './protocols.ts'
import { tcp } from './tcp.ts'
import type { Layer, LayerName, Quoted } from './types.ts'
import { udp } from './udp.ts'

/** The quoted packet's own lengths speak of the whole of it, so any length is believed. */
const ANY_LENGTH = 0x1_0000

/** Undefined when no IP header is there. */
export function quoted(bytes: Uint8Array, from: number, end: number): Quoted | undefined {
  const { draft, layer } = read(bytes, from, end, null)
  if (!draft.ip) return undefined
  const { at } = draft
  const ports = (layer === 'tcp' || layer === 'udp') && at + 4 <= draft.bytes.length
  return {
    ip: draft.ip,
    ...(ports && { sourcePort: u16(bytes, at), destinationPort: u16(bytes, at + 2) }),
    ...(layer === 'tcp' && at + 8 <= draft.bytes.length && { seq: u32(bytes, at + 4) }),
  }
}

/** One layer for all the headers that are quoted; null when there are none. */
export function quotedLayer(bytes: Uint8Array, from: number, end: number): Layer | null {
  const told: Layer[] = []
  const { draft, layer } = read(bytes, from, end, told)
  const { ip, at } = draft
  if (!ip) return null
  const to = draft.bytes.length
  const follows = (layer === 'tcp' || layer === 'udp') && at + 8 <= to
  let ports = ''
  if (follows) {
    ports = `, ${u16(bytes, at)} → ${u16(bytes, at + 2)}`
    if (layer === 'tcp') tcp(draft, at, at + ANY_LENGTH)
    else udp(draft, at, at + ANY_LENGTH)
  }
  const fields = told.flatMap(({ name, fields }) => fields.map((one) => ({ ...one, name: `${name}.${one.name}` })))
  // Routers of old sent back 8 bytes of TCP, which is no whole header.
  if (follows && layer === 'tcp' && !draft.tcp)
    fields.push(
      field('tcp.sourcePort', 'Source port', u16(bytes, at), at, at + 2),
      field('tcp.destinationPort', 'Destination port', u16(bytes, at + 2), at + 2, at + 4),
      field('tcp.seq', 'Sequence number', u32(bytes, at + 4), at + 4, at + 8),
    )
  const summary = `${protocolName(ip.protocol)} ${ip.source} → ${ip.destination}${ports}`
  return { name: 'quoted', title: 'Packet it is about', summary, from, to, fields }
}

function read(all: Uint8Array, from: number, end: number, told: Layer[] | null): { draft: Draft; layer: LayerName } {
  const bytes = all.subarray(0, Math.max(from, Math.min(end, all.length)))
  const draft: Draft = {
    bytes,
    told,
    protocol: 'ethernet',
    ip: undefined,
    tcp: undefined,
    udp: undefined,
    icmp: undefined,
    igmp: undefined,
    arp: undefined,
    error: undefined,
    ethernetAt: -1,
    etherTypeAt: -1,
    pseudoAt: -1,
    at: from,
    end,
  }
  if (from >= bytes.length) return { draft, layer: 'payload' }
  const header = bytes[from]! >> 4 === 6 ? ipv6 : ipv4
  return { draft, layer: header(draft, from, from + ANY_LENGTH) }
}
