/** Protocol numbers in IP headers (IANA "Assigned Internet Protocol Numbers"). */
import type { LayerName } from './types.ts'

export const PROTOCOL = { icmp: 1, igmp: 2, tcp: 6, udp: 17, icmpv6: 58 }

const NAMES: Record<number, string> = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPv4',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  58: 'ICMPv6',
  59: 'nothing',
  89: 'OSPF',
  132: 'SCTP',
}

export function protocolName(number: number): string {
  return NAMES[number] ?? 'unknown'
}

/** The header that follows an IP header; ICMP and IGMP belong to IPv4, ICMPv6 to IPv6. */
export function upperLayer(version: 4 | 6, protocol: number): LayerName {
  if (protocol === PROTOCOL.tcp) return 'tcp'
  if (protocol === PROTOCOL.udp) return 'udp'
  if (version === 4 && protocol === PROTOCOL.icmp) return 'icmp'
  if (version === 4 && protocol === PROTOCOL.igmp) return 'igmp'
  if (version === 6 && protocol === PROTOCOL.icmpv6) return 'icmpv6'
  return 'payload'
}
