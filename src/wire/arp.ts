/** ARP for IPv4 over Ethernet (RFC 826). Other kinds of addresses are left as payload. */
import { ipv4At, macAt, u16 } from './bytes.ts'
import { type Draft, fail, field, has, next } from './draft.ts'
import type { Arp, Layer, LayerName } from './types.ts'

export const ARP_LENGTH = 28
const OPERATION: Record<number, Arp['operation']> = { 1: 'request', 2: 'reply' }

export function arp(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'an ARP packet', from, ARP_LENGTH, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  if (u16(bytes, from) !== 1 || u16(bytes, from + 2) !== 0x0800 || u16(bytes, from + 4) !== 0x0604) {
    fail(draft, 'ARP for other addresses than Ethernet and IPv4')
    return next(draft, 'payload', from, end)
  }
  draft.protocol = 'arp'
  draft.arp = {
    operation: OPERATION[u16(bytes, from + 6)] ?? 'other',
    senderMac: macAt(bytes, from + 8),
    senderIp: ipv4At(bytes, from + 14),
    targetMac: macAt(bytes, from + 18),
    targetIp: ipv4At(bytes, from + 24),
  }
  draft.told?.push(describe(bytes, draft.arp, from))
  // Anything behind it is the frame's padding.
  return next(draft, 'payload', from + ARP_LENGTH, from + ARP_LENGTH)
}

/** `who has 10.0.0.2? tell 10.0.0.1` */
export function arpSummary({ operation, senderMac, senderIp, targetIp }: Arp): string {
  if (operation === 'request')
    return senderIp === targetIp ? `announces ${senderIp}` : `who has ${targetIp}? tell ${senderIp}`
  return operation === 'reply' ? `${senderIp} is at ${senderMac}` : `ARP from ${senderIp} for ${targetIp}`
}

function describe(bytes: Uint8Array, values: Arp, from: number): Layer {
  const asked = values.operation === 'request' ? 'asked for, so still empty' : undefined
  return {
    name: 'arp',
    title: 'Address Resolution Protocol',
    summary: arpSummary(values),
    from,
    to: from + ARP_LENGTH,
    fields: [
      field('hardwareType', 'Hardware type', u16(bytes, from), from, from + 2, 'Ethernet'),
      field('protocolType', 'Protocol type', '0x0800', from + 2, from + 4, 'IPv4'),
      field('hardwareLength', 'Hardware address length', 6, from + 4, from + 5),
      field('protocolLength', 'Protocol address length', 4, from + 5, from + 6),
      field('operation', 'Operation', u16(bytes, from + 6), from + 6, from + 8, values.operation),
      field('senderMac', 'Sender MAC', values.senderMac, from + 8, from + 14),
      field('senderIp', 'Sender IP', values.senderIp, from + 14, from + 18),
      field('targetMac', 'Target MAC', values.targetMac, from + 18, from + 24, asked),
      field('targetIp', 'Target IP', values.targetIp, from + 24, from + 28),
    ],
  }
}
