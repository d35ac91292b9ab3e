/** What rules want to know of a frame: which protocols' rules hold for it, and where its TCP segment lies. */
import type { FaultProtocol } from '../../../../protocol/faults.ts'

const ETHERNET_BYTES = 14
const IPV4 = 0x0800
const ARP = 0x0806
const IPV6 = 0x86dd
const IPV6_BYTES = 40
/** Hop-by-hop options, routing, fragment, destination options: 8 bytes and more each (RFC 8200 §4). */
const EXTENSIONS = new Set([0, 43, 44, 60])
const FRAGMENT = 44
const [ICMP, TCP, UDP, ICMPV6] = [1, 6, 17, 58]
/** Router solicitation to redirect (RFC 4861 §4). */
const [FIRST_NDP, LAST_NDP] = [133, 137]

export const FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10, urg: 0x20 } as const

/** A whole TCP segment directly behind its IP header. Offsets are in the frame. */
export type TcpView = {
  version: 4 | 6
  /** Of the IP header, the TCP header, the payload, and behind the payload. */
  ip: number
  tcp: number
  payload: number
  end: number
  seq: number
  ack: number
  flags: number
  /** Payload bytes. */
  length: number
}

export type Seen = { protocols: readonly FaultProtocol[]; tcp: TcpView | null }

const NOTHING: Seen = { protocols: [], tcp: null }

export function look(frame: Buffer): Seen {
  if (frame.length < ETHERNET_BYTES) return NOTHING
  switch (frame.readUInt16BE(12)) {
    case ARP:
      return { protocols: ['arp'], tcp: null }
    case IPV4:
      return lookIpv4(frame)
    case IPV6:
      return lookIpv6(frame)
    default:
      return NOTHING
  }
}

/** A later fragment is of the protocol whose message it carries a part of. */
function lookIpv4(frame: Buffer): Seen {
  const ip = ETHERNET_BYTES
  if (frame.length < ip + 20) return NOTHING
  const protocol = frame[ip + 9]!
  const fragment = (frame.readUInt16BE(ip + 6) & 0x3fff) !== 0
  const start = ip + (frame[ip]! & 15) * 4
  const end = ip + frame.readUInt16BE(ip + 2)
  const tcp = protocol === TCP && !fragment ? tcpAt(frame, { version: 4, ip, start, end }) : null
  return { protocols: protocolsOf(protocol), tcp }
}

function lookIpv6(frame: Buffer): Seen {
  const ip = ETHERNET_BYTES
  if (frame.length < ip + IPV6_BYTES) return NOTHING
  let protocol = frame[ip + 6]!
  let start = ip + IPV6_BYTES
  const end = start + frame.readUInt16BE(ip + 4)
  const plain = !EXTENSIONS.has(protocol)
  while (EXTENSIONS.has(protocol) && start + 8 <= frame.length) {
    const bytes = protocol === FRAGMENT ? 8 : (frame[start + 1]! + 1) * 8
    protocol = frame[start]!
    start += bytes
  }
  const type = frame[start] ?? 0
  if (protocol === ICMPV6 && type >= FIRST_NDP && type <= LAST_NDP) return { protocols: ['arp'], tcp: null }
  return {
    protocols: protocolsOf(protocol),
    tcp: protocol === TCP && plain ? tcpAt(frame, { version: 6, ip, start, end }) : null,
  }
}

function protocolsOf(protocol: number): readonly FaultProtocol[] {
  if (protocol === TCP) return ['tcp', 'ip']
  if (protocol === UDP) return ['udp', 'ip']
  return protocol === ICMP || protocol === ICMPV6 ? ['icmp', 'ip'] : ['ip']
}

/** Null when the headers do not fit into the frame: such a frame is passed on as it is. */
function tcpAt(
  frame: Buffer,
  { version, ip, start, end }: { version: 4 | 6; ip: number; start: number; end: number },
): TcpView | null {
  if (end > frame.length || start + 20 > end) return null
  const payload = start + (frame[start + 12]! >> 4) * 4
  if (payload < start + 20 || payload > end) return null
  return {
    version,
    ip,
    tcp: start,
    payload,
    end,
    seq: frame.readUInt32BE(start + 4),
    ack: frame.readUInt32BE(start + 8),
    flags: frame[start + 13]!,
    length: end - payload,
  }
}

/** Both ends of the segment: the same text for all segments of one direction of a connection. */
export function directionOf(frame: Buffer, { version, ip, tcp }: TcpView): { key: string; reverse: string } {
  const [source, bytes] = version === 4 ? [ip + 12, 4] : [ip + 8, 16]
  const end = (address: number, port: number) =>
    frame.toString('hex', address, address + bytes) + frame.toString('hex', port, port + 2)
  const [from, to] = [end(source, tcp), end(source + bytes, tcp + 2)]
  return { key: `${from}>${to}`, reverse: `${to}>${from}` }
}

/** The maximum segment size that a SYN announces (RFC 9293 §3.2); null when it does not. */
export function announcedMss(frame: Buffer, { tcp, payload }: TcpView): number | null {
  for (let at = tcp + 20; at + 1 < payload; ) {
    const kind = frame[at]!
    if (kind === 0) return null
    if (kind === 2 && at + 4 <= payload) return frame.readUInt16BE(at + 2)
    at += kind === 1 ? 1 : Math.max(2, frame[at + 1]!)
  }
  return null
}
