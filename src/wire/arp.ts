/** ARP for IPv4 over Ethernet (RFC 826). Other kinds of addresses are left as payload. */
import { ipv4At, macAt } from './bytes.ts'
import { type Draft, fail, field, has, type Step } from './draft.ts'
import type { Arp, Layer } from './types.ts'

export const ARP_LENGTH = 28
const OPERATION: Record<number, Arp['operation']> = { 1: 'request', 2: 'reply' }

export function arp(draft: Draft, from: number, end: number): Step {
  const unread: Step = { layer: 'payload', from, end }
  if (!has(draft, 'an ARP packet', from, ARP_LENGTH, end)) return unread
  const { bytes, view, packet } = draft
  if (view.getUint16(from) !== 1 || view.getUint16(from + 2) !== 0x0800 || view.getUint16(from + 4) !== 0x0604) {
    fail(draft, 'ARP for other addresses than Ethernet and IPv4')
    return unread
  }
  packet.protocol = 'arp'
  packet.arp = {
    operation: OPERATION[view.getUint16(from + 6)] ?? 'other',
    senderMac: macAt(bytes, from + 8),
    senderIp: ipv4At(bytes, from + 14),
    targetMac: macAt(bytes, from + 18),
    targetIp: ipv4At(bytes, from + 24),
  }
  packet.source = packet.arp.senderIp
  packet.destination = packet.arp.targetIp
  draft.describe.push(() => describe(draft, from))
  return { layer: 'payload', from: from + ARP_LENGTH, end: from + ARP_LENGTH }
}

/** `who has 10.0.0.2? tell 10.0.0.1` */
export function arpSummary({ operation, senderMac, senderIp, targetIp }: Arp): string {
  if (operation === 'request')
    return senderIp === targetIp ? `announces ${senderIp}` : `who has ${targetIp}? tell ${senderIp}`
  return operation === 'reply' ? `${senderIp} is at ${senderMac}` : `ARP from ${senderIp} for ${targetIp}`
}

function describe({ view, packet }: Draft, from: number): Layer {
  const values = packet.arp!
  const asked = values.operation === 'request' ? 'asked for, so still empty' : undefined
  return {
    name: 'arp',
    title: 'Address Resolution Protocol',
    summary: arpSummary(values),
    from,
    to: from + ARP_LENGTH,
    fields: [
      field('hardwareType', 'Hardware type', view.getUint16(from), from, from + 2, 'Ethernet'),
      field('protocolType', 'Protocol type', '0x0800', from + 2, from + 4, 'IPv4'),
      field('hardwareLength', 'Hardware address length', 6, from + 4, from + 5),
      field('protocolLength', 'Protocol address length', 4, from + 5, from + 6),
      field('operation', 'Operation', view.getUint16(from + 6), from + 6, from + 8, values.operation),
      field('senderMac', 'Sender MAC', values.senderMac, from + 8, from + 14),
      field('senderIp', 'Sender IP', values.senderIp, from + 14, from + 18),
      field('targetMac', 'Target MAC', values.targetMac, from + 18, from + 24, asked),
      field('targetIp', 'Target IP', values.targetIp, from + 24, from + 28),
    ],
  }
}
