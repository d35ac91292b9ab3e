/** Ethernet II (DIX), with an optional IEEE 802.1Q tag. A capture has neither preamble nor frame check sequence. */
import { hex, macAt } from './bytes.ts'
import { byteCount, type Draft, field, has, type Step } from './draft.ts'
import type { Layer, LayerName } from './types.ts'

export const ETHERNET_HEADER = 14
export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806, vlan: 0x8100, ipv6: 0x86dd }
const TAG = 4

const UPPER: Record<number, LayerName> = {
  [ETHER_TYPE.ipv4]: 'ipv4',
  [ETHER_TYPE.arp]: 'arp',
  [ETHER_TYPE.ipv6]: 'ipv6',
}
const TYPE_NAME: Record<number, string> = {
  [ETHER_TYPE.ipv4]: 'IPv4',
  [ETHER_TYPE.arp]: 'ARP',
  [ETHER_TYPE.ipv6]: 'IPv6',
}

export function ethernet(draft: Draft, from: number, end: number): Step {
  if (!has(draft, 'an Ethernet header', from, ETHERNET_HEADER, end)) return { layer: 'payload', from, end }
  const { bytes, view, packet } = draft
  const tagged = view.getUint16(from + 12) === ETHER_TYPE.vlan
  if (tagged && !has(draft, 'a tagged Ethernet header', from, ETHERNET_HEADER + TAG, end))
    return { layer: 'payload', from, end }
  const to = from + ETHERNET_HEADER + (tagged ? TAG : 0)
  const etherType = view.getUint16(to - 2)
  const destination = macAt(bytes, from)
  const source = macAt(bytes, from + 6)
  packet.ethernet = { source, destination, etherType }
  packet.source = source
  packet.destination = destination
  draft.describe.push(() => describe(draft, from, to, end))
  return { layer: UPPER[etherType] ?? 'payload', from: to, end }
}

function describe({ bytes, view, packet }: Draft, from: number, to: number, end: number): Layer {
  const { source, destination, etherType } = packet.ethernet!
  const fields = [
    field('destination', 'Destination', destination, from, from + 6, macNote(bytes, from)),
    field('source', 'Source', source, from + 6, from + 12, macNote(bytes, from + 6)),
  ]
  if (to - from > ETHERNET_HEADER)
    fields.push(field('vlan', 'VLAN', view.getUint16(from + 14) & 0xfff, from + 12, from + 16, 'IEEE 802.1Q tag'))
  fields.push(field('etherType', 'Type', hex(etherType, 4), to - 2, to, TYPE_NAME[etherType] ?? 'unknown'))
  const padding = Math.min(end, bytes.length) - packet.payloadFrom - packet.payloadLength
  if (packet.protocol !== 'ethernet' && packet.error === undefined && padding > 0) {
    const start = packet.payloadFrom + packet.payloadLength
    const note = 'fills the frame up to the 60 bytes Ethernet asks for'
    fields.push(field('padding', 'Padding', byteCount(padding), start, start + padding, note))
  }
  return { name: 'ethernet', title: 'Ethernet II', summary: `${source} → ${destination}`, from, to, fields }
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
