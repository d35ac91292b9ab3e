/** One line for one packet: text ladders, tables, tooltips. */
import { arpSummary } from './arp.ts'
import { byteCount } from './draft.ts'
import { endpoint } from './endpoint.ts'
import { protocolName } from './protocols.ts'
import type { Decoded, Icmp, Segment } from './types.ts'

/** `SYN, asks to open · seq 0`; without its segment, absolute numbers and flags. English, no addresses. */
export function summary(packet: Decoded, segment: Segment | null): string {
  if (packet.tcp) {
    const { flags, seq, ack } = packet.tcp
    if (!segment)
      return numbers(flags.join('+') || 'no flags', seq, flags.includes('ACK') ? ack : null, packet.payloadLength)
    return numbers(segment.meaning, segment.seq, segment.ack, 0)
  }
  if (packet.udp) return `datagram, ${byteCount(packet.payloadLength)}`
  if (packet.icmp)
    return `${packet.protocol === 'icmp' ? 'ICMP' : 'ICMPv6'} ${packet.icmp.meaning}${about(packet.icmp)}`
  if (packet.igmp) return `IGMP ${[packet.igmp.meaning, ...packet.igmp.groups].join(' ')}`
  if (packet.arp) return `ARP ${arpSummary(packet.arp)}`
  if (packet.error) return `not understood: ${packet.error}`
  if (packet.ip) {
    const { version, protocol, fragmentOffset } = packet.ip
    if (fragmentOffset) return `IPv${version} fragment, from byte ${fragmentOffset}, ${byteCount(packet.payloadLength)}`
    return `IPv${version}, protocol ${protocol}, ${byteCount(packet.payloadLength)}`
  }
  if (packet.protocol === 'stp') return 'spanning tree message of a bridge'
  if (packet.protocol === 'llc') return `LLC frame, ${byteCount(packet.payloadLength)}`
  const type = packet.ethernet?.etherType.toString(16).padStart(4, '0')
  return `Ethernet type 0x${type}, ${byteCount(packet.payloadLength)}`
}

/** The packet an error is about. */
function about({ quoted }: Icmp): string {
  if (!quoted) return ''
  const { ip, sourcePort, destinationPort } = quoted
  const end = (address: string, port: number | undefined) => (port === undefined ? address : endpoint(address, port))
  return `: ${protocolName(ip.protocol)} ${end(ip.source, sourcePort)} → ${end(ip.destination, destinationPort)}`
}

function numbers(text: string, seq: number, ack: number | null, length: number): string {
  const parts = [text, ack === null ? `seq ${seq}` : `seq ${seq}, ack ${ack}`]
  if (length > 0) parts.push(byteCount(length))
  return parts.join(' · ')
}
