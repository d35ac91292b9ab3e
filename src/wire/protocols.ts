/** Protocol numbers in IP headers (IANA "Assigned Internet Protocol Numbers"). */
import type { LayerName } from './types.ts'

export const PROTOCOL = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 }

const NAMES: Record<number, string> = {
  1: 'ICMP',
  2: 'IGMP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  58: 'ICMPv6',
  132: 'SCTP',
}

export function protocolName(number: number): string {
  return NAMES[number] ?? 'unknown'
}

/** The header that follows an IP header; ICMP belongs to IPv4, ICMPv6 to IPv6. */
export function upperLayer(version: 4 | 6, protocol: number): LayerName {
  if (protocol === PROTOCOL.tcp) return 'tcp'
  if (protocol === PROTOCOL.udp) return 'udp'
  if (protocol === PROTOCOL.icmp && version === 4) return 'icmp'
  if (protocol === PROTOCOL.icmpv6 && version === 6) return 'icmpv6'
  return 'payload'
}
