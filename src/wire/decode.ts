/** Bytes of a captured frame to what they say. */
import { arp } from './arp.ts'
import { macAt, u16 } from './bytes.ts'
import { byteCount, type Draft, field } from './draft.ts'
import { ethernet, paddingField } from './ethernet.ts'
import { icmp } from './icmp.ts'
import { icmpv6 } from './icmpv6.ts'
import { igmp } from './igmp.ts'
import { ipv4 } from './ipv4.ts'
import { ipv6 } from './ipv6.ts'
import { llc } from './llc.ts'
import { stp } from './stp.ts'
import { tcp } from './tcp.ts'
import type { Decoded, Layer, LayerName } from './types.ts'
import { udp } from './udp.ts'

/** Where the bytes begin: at an Ethernet header, or at an IP header of either version (a quoted or raw packet). */
export type Start = 'ethernet' | 'ip'

/**
 * Decodes a frame. Never throws, whatever the bytes; `error` says what made no sense.
 * `length` is the frame's length on the wire where the capture kept less of it. The result refers to `bytes`
 * (payload, layers, addresses), so they must not change afterwards. What costs more than numbers is made when first
 * read; spreading or cloning the result leaves that behind.
 */
export function decode(bytes: Uint8Array, length = bytes.length, start: Start = 'ethernet'): Decoded {
  const wire = Number.isSafeInteger(length) && length > bytes.length ? length : bytes.length
  const packet = new Packet(bytes, wire, start, null)
  read(packet)
  return packet
}

function read(packet: Packet): void {
  const { bytes, wire, start } = packet
  packet.at = 0
  packet.end = wire
  let layer: LayerName = start === 'ethernet' ? 'ethernet' : bytes[0]! >> 4 === 6 ? 'ipv6' : 'ipv4'
  while (layer !== 'payload') layer = parse(packet, layer, packet.at, packet.end)
  packet.payloadFrom = Math.min(packet.at, bytes.length)
  packet.payloadLength = Math.max(0, packet.end - packet.at)
}

/** A switch and not a table of functions: the compiler can see through it. */
function parse(draft: Draft, layer: LayerName, from: number, end: number): LayerName {
  switch (layer) {
    case 'ethernet':
      return ethernet(draft, from, end)
    case 'ipv4':
      return ipv4(draft, from, end)
    case 'tcp':
      return tcp(draft, from, end)
    case 'udp':
      return udp(draft, from, end)
    case 'ipv6':
      return ipv6(draft, from, end)
    case 'arp':
      return arp(draft, from, end)
    case 'icmp':
      return icmp(draft, from, end)
    case 'icmpv6':
      return icmpv6(draft, from, end)
    case 'igmp':
      return igmp(draft, from, end)
    case 'llc':
      return llc(draft, from, end)
    case 'stp':
      return stp(draft, from, end)
    case 'quoted':
    case 'payload':
      return 'payload'
    default:
      return layer satisfies never
  }
}

/** A class for its getters: on plain objects each would cost a hidden class of its own, 20 µs a packet. */
class Packet implements Decoded, Draft {
  readonly bytes: Uint8Array
  readonly wire: number
  readonly start: Start
  readonly told: Layer[] | null
  protocol: Decoded['protocol'] = 'ethernet'
  ip: Decoded['ip'] = undefined
  tcp: Decoded['tcp'] = undefined
  udp: Decoded['udp'] = undefined
  icmp: Decoded['icmp'] = undefined
  arp: Decoded['arp'] = undefined
  igmp: Decoded['igmp'] = undefined
  error: string | undefined = undefined
  payloadFrom = 0
  payloadLength = 0
  ethernetAt = -1
  etherTypeAt = -1
  pseudoAt = -1
  at = 0
  end = 0
  #layers: Layer[] | undefined = undefined
  #ethernet: Decoded['ethernet'] = undefined
  #payload: Uint8Array | undefined = undefined

  constructor(bytes: Uint8Array, wire: number, start: Start, told: Layer[] | null) {
    this.bytes = bytes
    this.wire = wire
    this.start = start
    this.told = told
  }

  get ethernet(): Decoded['ethernet'] {
    if (this.ethernetAt < 0) return undefined
    this.#ethernet ??= {
      source: macAt(this.bytes, this.ethernetAt + 6),
      destination: macAt(this.bytes, this.ethernetAt),
      etherType: u16(this.bytes, this.etherTypeAt),
    }
    return this.#ethernet
  }

  get source(): string {
    return this.ip?.source ?? this.arp?.senderIp ?? this.ethernet?.source ?? ''
  }

  get destination(): string {
    return this.ip?.destination ?? this.arp?.targetIp ?? this.ethernet?.destination ?? ''
  }

  get payload(): Uint8Array {
    this.#payload ??= this.bytes.subarray(
      this.payloadFrom,
      Math.min(this.payloadFrom + this.payloadLength, this.bytes.length),
    )
    return this.#payload
  }

  get layers(): Layer[] {
    this.#layers ??= describe(this)
    return this.#layers
  }
}

function describe({ bytes, wire, start }: Packet): Layer[] {
  const layers: Layer[] = []
  const packet = new Packet(bytes, wire, start, layers)
  read(packet)
  const { payload, payloadFrom, payloadLength } = packet
  const padding = paddingField(packet)
  if (padding) layers[0]?.fields.push(padding)
  // What an ICMP error quotes is told header by header already.
  if (payloadLength > 0 && layers.at(-1)?.name !== 'quoted') {
    const to = payloadFrom + payload.length
    const cut = payloadLength > payload.length ? `${payload.length} of them were captured` : undefined
    const fields = [field('data', 'Data', byteCount(payloadLength), payloadFrom, to, cut)]
    layers.push({ name: 'payload', title: 'Data', summary: byteCount(payloadLength), from: payloadFrom, to, fields })
  }
  return layers
}
