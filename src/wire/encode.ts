/** Builds frames byte by byte, for tests, figures and exercises: what `decode` reads. Lengths and checksums are filled in. */
import { ARP_LENGTH } from './arp.ts'
import { addressBytes, macBytes } from './bytes.ts'
import { checksum, pseudoHeaderSum } from './checksum.ts'
import { encodeOptions } from './encode-options.ts'
import { ETHER_TYPE, ETHERNET_HEADER } from './ethernet.ts'
import { ICMP_HEADER } from './icmp.ts'
import { IPV4_HEADER } from './ipv4.ts'
import { IPV6_HEADER } from './ipv6.ts'
import { PROTOCOL } from './protocols.ts'
import { TCP_FLAGS, TCP_HEADER } from './tcp.ts'
import type { TcpFlag, TcpOption } from './types.ts'
import { UDP_HEADER } from './udp.ts'

export type LinkSpec = {
  source: string
  destination: string
  /** An IEEE 802.1Q tag. */
  vlan?: { id: number; priority?: number }
}
export type IpSpec = {
  /** Both IPv4 or both IPv6, in text. */
  source: string
  destination: string
  ttl?: number
  /** IPv4 only. */
  identification?: number
  dontFragment?: boolean
  moreFragments?: boolean
  /** Bytes, a multiple of 8. */
  fragmentOffset?: number
}
export type TcpSpec = {
  sourcePort: number
  destinationPort: number
  seq: number
  ack?: number
  flags: readonly TcpFlag[]
  window?: number
  urgent?: number
  options?: readonly TcpOption[]
}
export type UdpSpec = { sourcePort: number; destinationPort: number }
/** `rest`: the header's bytes 4 to 7, e.g. identifier and sequence number of an echo. */
export type IcmpSpec = { type: number; code: number; rest?: number }
export type ArpSpec = { operation: 1 | 2; senderMac: string; senderIp: string; targetMac: string; targetIp: string }

/** `protocol`: any other, its header being part of the payload. */
type Upper = { tcp: TcpSpec } | { udp: UdpSpec } | { icmp: IcmpSpec } | { protocol: number }
export type PacketSpec = { ethernet?: LinkSpec; ip: IpSpec; payload?: Uint8Array } & Upper

const LOOPBACK: LinkSpec = { source: '00:00:00:00:00:00', destination: '00:00:00:00:00:00' }
const DEFAULT_TTL = 64
const DEFAULT_WINDOW = 65_535
const NOTHING = new Uint8Array(0)

/** A frame with IP and one of TCP, UDP, ICMP (ICMPv6 over IPv6). Throws RangeError for addresses that are none. */
export function encode(spec: PacketSpec): Uint8Array {
  const payload = spec.payload ?? NOTHING
  const addresses = join(addressBytes(spec.ip.source), addressBytes(spec.ip.destination))
  if (addresses.length !== 8 && addresses.length !== 32) throw new RangeError('addresses of two IP versions')
  const six = addresses.length === 32
  const protocol = protocolOf(spec, six)
  const pseudo = (length: number) => pseudoHeaderSum(addresses, protocol, length)
  const upper = upperOf(spec, payload, pseudo, six)
  const header = six
    ? ipv6(spec.ip, addresses, protocol, upper.length)
    : ipv4(spec.ip, addresses, protocol, upper.length)
  return join(link(spec.ethernet ?? LOOPBACK, six ? ETHER_TYPE.ipv6 : ETHER_TYPE.ipv4), header, upper)
}

function protocolOf(spec: Upper, six: boolean): number {
  if ('tcp' in spec) return PROTOCOL.tcp
  if ('udp' in spec) return PROTOCOL.udp
  if ('icmp' in spec) return six ? PROTOCOL.icmpv6 : PROTOCOL.icmp
  return spec.protocol
}

function upperOf(spec: Upper, payload: Uint8Array, pseudo: Pseudo, six: boolean): Uint8Array {
  if ('tcp' in spec) return tcp(spec.tcp, payload, pseudo)
  if ('udp' in spec) return udp(spec.udp, payload, pseudo)
  return 'icmp' in spec ? icmp(spec.icmp, payload, six ? pseudo : () => 0) : payload
}

/** A frame with an ARP packet; a request goes to everybody. */
export function encodeArp(spec: ArpSpec): Uint8Array {
  const destination = spec.operation === 1 ? 'ff:ff:ff:ff:ff:ff' : spec.targetMac
  const packet = new Uint8Array(ARP_LENGTH)
  const view = new DataView(packet.buffer)
  view.setUint16(0, 1)
  view.setUint16(2, ETHER_TYPE.ipv4)
  view.setUint16(4, 0x0604)
  view.setUint16(6, spec.operation)
  packet.set(macBytes(spec.senderMac), 8)
  packet.set(addressBytes(spec.senderIp), 14)
  packet.set(macBytes(spec.targetMac), 18)
  packet.set(addressBytes(spec.targetIp), 24)
  return join(link({ source: spec.senderMac, destination }, ETHER_TYPE.arp), packet)
}

/** A frame of any type: what stands behind the header is up to the caller. */
export function encodeEthernet(spec: LinkSpec, etherType: number, content: Uint8Array): Uint8Array {
  return join(link(spec, etherType), content)
}

function link({ source, destination, vlan }: LinkSpec, etherType: number): Uint8Array {
  const header = new Uint8Array(ETHERNET_HEADER + (vlan ? 4 : 0))
  header.set(macBytes(destination), 0)
  header.set(macBytes(source), 6)
  const view = new DataView(header.buffer)
  if (vlan) {
    view.setUint16(12, ETHER_TYPE.vlan)
    view.setUint16(14, ((vlan.priority ?? 0) << 13) | vlan.id)
  }
  view.setUint16(header.length - 2, etherType)
  return header
}

function ipv4(ip: IpSpec, addresses: Uint8Array, protocol: number, length: number): Uint8Array {
  const header = new Uint8Array(IPV4_HEADER)
  const view = new DataView(header.buffer)
  const flags = (ip.dontFragment ? 0x4000 : 0) | (ip.moreFragments ? 0x2000 : 0)
  view.setUint8(0, 0x45)
  view.setUint16(2, IPV4_HEADER + length)
  view.setUint16(4, ip.identification ?? 0)
  view.setUint16(6, flags | ((ip.fragmentOffset ?? 0) / 8))
  view.setUint8(8, ip.ttl ?? DEFAULT_TTL)
  view.setUint8(9, protocol)
  header.set(addresses, 12)
  view.setUint16(10, checksum(header, 0, header.length))
  return header
}

function ipv6(ip: IpSpec, addresses: Uint8Array, protocol: number, length: number): Uint8Array {
  const header = new Uint8Array(IPV6_HEADER)
  const view = new DataView(header.buffer)
  view.setUint8(0, 0x60)
  view.setUint16(4, length)
  view.setUint8(6, protocol)
  view.setUint8(7, ip.ttl ?? DEFAULT_TTL)
  header.set(addresses, 8)
  return header
}

type Pseudo = (length: number) => number

function tcp(spec: TcpSpec, payload: Uint8Array, pseudo: Pseudo): Uint8Array {
  const options = encodeOptions(spec.options ?? [])
  const headerLength = TCP_HEADER + options.length
  const bytes = new Uint8Array(headerLength + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, spec.sourcePort)
  view.setUint16(2, spec.destinationPort)
  view.setUint32(4, spec.seq)
  view.setUint32(8, spec.ack ?? 0)
  view.setUint8(12, (headerLength / 4) << 4)
  view.setUint8(
    13,
    spec.flags.reduce((byte, flag) => byte | (1 << TCP_FLAGS.indexOf(flag)), 0),
  )
  view.setUint16(14, spec.window ?? DEFAULT_WINDOW)
  view.setUint16(18, spec.urgent ?? 0)
  bytes.set(options, TCP_HEADER)
  bytes.set(payload, headerLength)
  view.setUint16(16, checksum(bytes, 0, bytes.length, pseudo(bytes.length)))
  return bytes
}

function udp(spec: UdpSpec, payload: Uint8Array, pseudo: Pseudo): Uint8Array {
  const bytes = new Uint8Array(UDP_HEADER + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, spec.sourcePort)
  view.setUint16(2, spec.destinationPort)
  view.setUint16(4, bytes.length)
  bytes.set(payload, UDP_HEADER)
  // Zero would mean "no checksum", so a sum that comes out as zero is written as its other form.
  view.setUint16(6, checksum(bytes, 0, bytes.length, pseudo(bytes.length)) || 0xffff)
  return bytes
}

function icmp(spec: IcmpSpec, payload: Uint8Array, pseudo: Pseudo): Uint8Array {
  const bytes = new Uint8Array(ICMP_HEADER + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, spec.type)
  view.setUint8(1, spec.code)
  view.setUint32(4, spec.rest ?? 0)
  bytes.set(payload, ICMP_HEADER)
  view.setUint16(2, checksum(bytes, 0, bytes.length, pseudo(bytes.length)))
  return bytes
}

function join(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
