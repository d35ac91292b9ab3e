/**
 * Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5), so that a datagram larger than the link's MTU is one again.
 * Pieces may come in any order and twice; bytes that came first stay.
 */
import { addressBytes } from './bytes.ts'
import { checksum } from './checksum.ts'
import { decode } from './decode.ts'
import type { Decoded, Ip } from './types.ts'

export const FRAGMENT_LIMITS = {
  /** Datagrams waiting for pieces; the oldest is given up. */
  datagrams: 64,
  /** Bytes of IP content: the largest datagram there can be. */
  bytes: 65_535,
}

/** `fragments`: numbers of the packets that carried it, in the order in which they came. `packet` starts at its IP header. */
export type Reassembled = { packet: Decoded; fragments: number[] }

type Piece = { from: number; to: number; data: Uint8Array }
type Waiting = { ip: Ip; pieces: Piece[]; fragments: number[]; total: number | null }

export class Reassembler {
  readonly #waiting = new Map<string, Waiting>()

  /** Null until the datagram is whole, and for packets that are no fragments. */
  add(n: number, packet: Decoded): Reassembled | null {
    const { ip, bytes } = packet
    const header = packet.layers.find(({ name }) => name === 'ipv4' || name === 'ipv6')
    if (!ip || !header || !(ip.moreFragments || ip.fragmentOffset)) return null
    const key = `${ip.source} ${ip.destination} ${ip.version === 4 ? ip.protocol : ''} ${ip.identification}`
    const waiting = this.#waiting.get(key) ?? this.#begin(key, ip)
    const from = ip.fragmentOffset ?? 0
    const to = from + Math.max(0, header.from + ip.totalLength - header.to)
    if (to > FRAGMENT_LIMITS.bytes) {
      this.#waiting.delete(key)
      return null
    }
    if (from === 0) waiting.ip = ip
    if (!ip.moreFragments) waiting.total = to
    waiting.pieces.push({ from, to, data: bytes.subarray(header.to, header.to + to - from) })
    waiting.fragments.push(n)
    if (waiting.total === null || !covers(waiting.pieces, waiting.total)) return null
    this.#waiting.delete(key)
    return { packet: together(waiting, waiting.total), fragments: waiting.fragments }
  }

  #begin(key: string, ip: Ip): Waiting {
    const oldest = this.#waiting.keys().next().value
    if (oldest !== undefined && this.#waiting.size >= FRAGMENT_LIMITS.datagrams) this.#waiting.delete(oldest)
    const waiting: Waiting = { ip, pieces: [], fragments: [], total: null }
    this.#waiting.set(key, waiting)
    return waiting
  }
}

function covers(pieces: Piece[], total: number): boolean {
  let end = 0
  for (const { from, to } of pieces.toSorted((a, b) => a.from - b.from)) {
    if (from > end) return false
    end = Math.max(end, to)
  }
  return end >= total
}

/** A packet as if no link had needed fragments. What the capture cut away from a piece ends it early. */
function together({ ip, pieces }: Waiting, total: number): Decoded {
  const header = ip.version === 4 ? ipv4Header(ip, total) : ipv6Header(ip, total)
  const packet = new Uint8Array(header.length + total)
  packet.set(header)
  let whole = total
  for (const { from, to, data } of pieces.toReversed()) {
    packet.set(data.subarray(0, Math.max(0, total - from)), header.length + from)
    if (data.length < to - from) whole = Math.min(whole, from + data.length)
  }
  return decode(packet.subarray(0, header.length + whole), packet.length, 'ip')
}

function ipv4Header(ip: Ip, content: number): Uint8Array {
  const header = new Uint8Array(20)
  const view = new DataView(header.buffer)
  view.setUint8(0, 0x45)
  // The largest content and a header do not fit the field together: then 0, as for segments a card is to cut.
  view.setUint16(2, header.length + content > 0xffff ? 0 : header.length + content)
  view.setUint16(4, ip.identification ?? 0)
  view.setUint8(8, ip.ttl)
  view.setUint8(9, ip.protocol)
  header.set(addressBytes(ip.source), 12)
  header.set(addressBytes(ip.destination), 16)
  view.setUint16(10, checksum(header, 0, header.length))
  return header
}

function ipv6Header(ip: Ip, content: number): Uint8Array {
  const header = new Uint8Array(40)
  const view = new DataView(header.buffer)
  view.setUint8(0, 0x60)
  view.setUint16(4, content)
  view.setUint8(6, ip.protocol)
  view.setUint8(7, ip.ttl)
  header.set(addressBytes(ip.source), 8)
  header.set(addressBytes(ip.destination), 24)
  return header
}
