/**
 * Ethernet II (DIX) and IEEE 802.3, with IEEE 802.1Q tags. A capture has neither preamble nor frame check sequence.
 * Where Ethernet II has a type (1,536 or more), 802.3 has the length of an LLC frame.
 */
import { hex, macAt, u16 } from './bytes.ts'
import { byteCount, type Draft, fail, field, has, next } from './draft.ts'
import type { Decoded, Field, Layer, LayerName } from './types.ts'

export const ETHERNET_HEADER = 14
export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806, vlan: 0x8100, ipv6: 0x86dd, serviceVlan: 0x88a8 }
const TAG = 4
const MOST_TAGS = 2
const FIRST_TYPE = 0x600

const TYPE_NAME: Record<number, string> = {
  [ETHER_TYPE.ipv4]: 'IPv4',
  [ETHER_TYPE.arp]: 'ARP',
  [ETHER_TYPE.ipv6]: 'IPv6',
  [ETHER_TYPE.vlan]: 'IEEE 802.1Q tag',
  [ETHER_TYPE.serviceVlan]: 'IEEE 802.1ad tag',
  34958: 'EAPOL',
  35020: 'LLDP',
  36864: 'loopback test',
}

export function ethernet(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'an Ethernet header', from, ETHERNET_HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  let typeAt = from + 12
  let type = u16(bytes, typeAt)
  while (isTag(type) && typeAt - from < 12 + MOST_TAGS * TAG) {
    if (!has(draft, 'a tagged Ethernet header', from, typeAt - from + 2 + TAG, end))
      return next(draft, 'payload', from, end)
    typeAt += TAG
    type = u16(bytes, typeAt)
  }
  draft.ethernetAt = from
  draft.etherTypeAt = typeAt
  const to = typeAt + 2
  draft.told?.push(describe(bytes, from, to, type))
  if (type === ETHER_TYPE.ipv4) return next(draft, 'ipv4', to, end)
  if (type === ETHER_TYPE.ipv6) return next(draft, 'ipv6', to, end)
  if (type === ETHER_TYPE.arp) return next(draft, 'arp', to, end)
  if (type >= FIRST_TYPE) return next(draft, 'payload', to, end)
  if (to + type > end) fail(draft, `an Ethernet length of ${byteCount(type)}, ${end - to} are there`)
  return next(draft, 'llc', to, Math.min(to + type, end))
}

const isTag = (type: number): boolean => type === ETHER_TYPE.vlan || type === ETHER_TYPE.serviceVlan

function describe(bytes: Uint8Array, from: number, to: number, type: number): Layer {
  const [destination, source] = [macAt(bytes, from), macAt(bytes, from + 6)]
  const length = type < FIRST_TYPE
  const fields = [
    field('destination', 'Destination', destination, from, from + 6, macNote(bytes, from)),
    field('source', 'Source', source, from + 6, from + 12, macNote(bytes, from + 6)),
  ]
  for (let at = from + 12; at + 2 < to; at += TAG) fields.push(...tagFields(bytes, at))
  fields.push(
    length
      ? field('length', 'Length', byteCount(type), to - 2, to, 'IEEE 802.3: a length where Ethernet II has a type')
      : field('etherType', 'Type', hex(type, 4), to - 2, to, TYPE_NAME[type] ?? 'unknown'),
  )
  const title = length ? 'IEEE 802.3 Ethernet' : 'Ethernet II'
  return { name: 'ethernet', title, summary: `${source} → ${destination}`, from, to, fields }
}

function tagFields(bytes: Uint8Array, at: number): Field[] {
  const control = u16(bytes, at + 2)
  const note = u16(bytes, at) === ETHER_TYPE.vlan ? 'IEEE 802.1Q tag' : 'IEEE 802.1ad tag of a provider'
  return [
    field('tag', 'Tag', hex(u16(bytes, at), 4), at, at + 2, note),
    field('priority', 'Priority', control >> 13, at + 2, at + 3, '0 to 7'),
    field('dropEligible', 'Drop eligible', (control >> 12) & 1, at + 2, at + 3),
    field('vlan', 'VLAN', control & 0xfff, at + 2, at + 4, 'the virtual LAN it belongs to'),
  ]
}

/** Bytes after everything the headers speak of; null where there are none, or the headers made no sense. */
export function paddingField(packet: Draft & Pick<Decoded, 'payloadFrom' | 'payloadLength'>): Field | null {
  const { bytes, protocol, error, ethernetAt, payloadFrom, payloadLength } = packet
  const start = payloadFrom + payloadLength
  if (ethernetAt < 0 || protocol === 'ethernet' || error !== undefined || start >= bytes.length) return null
  const note = 'fills the frame up to the 60 bytes Ethernet asks for'
  return field('padding', 'Padding', byteCount(bytes.length - start), start, bytes.length, note)
}

function macNote(bytes: Uint8Array, from: number): string | undefined {
  let and = 0xff
  let or = 0
  for (let i = from; i < from + 6; i++) {
    and &= bytes[i]!
    or |= bytes[i]!
  }
  if (and === 0xff) return 'broadcast: every host on the link'
  if (or === 0) return 'no address: the loopback interface has none'
  return bytes[from]! & 1 ? 'multicast: a group of hosts' : undefined
}
