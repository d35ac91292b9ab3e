/** Neighbour discovery (RFC 4861; recursive DNS servers RFC 8106): the bodies of ICMPv6 types 133 to 137. */
import { hex, hexOf, ipv6At, macAt, u16, u32 } from './bytes.ts'
import { byteCount, field } from './draft.ts'
import type { Field } from './types.ts'

const ROUTER_ADVERTISEMENT = 134
const SOLICITATION = 135
const ADVERTISEMENT = 136
const REDIRECT = 137
const OPTIONS_AT: Record<number, number> = { 133: 8, 134: 16, 135: 24, 136: 24, 137: 40 }
const OPTION: Record<number, string> = {
  1: 'source link-layer address',
  2: 'target link-layer address',
  3: 'prefix information',
  4: 'redirected header',
  5: 'MTU',
  14: 'nonce',
  25: 'recursive DNS server',
  31: 'DNS search list',
}

/** Fields from byte 4 of the message on; those that were cut away are left out. */
export function neighbourFields(bytes: Uint8Array, type: number, from: number, to: number): Field[] {
  const start = from + OPTIONS_AT[type]!
  return [...bodyFields(bytes, type, from).filter((one) => one.to <= to), ...optionFields(bytes, start, to)]
}

function bodyFields(bytes: Uint8Array, type: number, from: number): Field[] {
  const first = bytes[from + 4]!
  const rest = field('rest', 'Reserved', hex(u32(bytes, from + 4), 8), from + 4, from + 8)
  const target = () => field('target', 'Target', ipv6At(bytes, from + 8), from + 8, from + 24)
  if (type === SOLICITATION) return [rest, target()]
  if (type === ADVERTISEMENT)
    return [
      field('router', 'Router', first >> 7, from + 4, from + 5, 'the sender is a router'),
      field('solicited', 'Solicited', (first >> 6) & 1, from + 4, from + 5, 'it answers a solicitation'),
      field('override', 'Override', (first >> 5) & 1, from + 4, from + 5, 'replace what the cache has'),
      target(),
    ]
  if (type === REDIRECT)
    return [rest, target(), field('destination', 'Destination', ipv6At(bytes, from + 24), from + 24, from + 40)]
  if (type !== ROUTER_ADVERTISEMENT) return [rest]
  const flags = bytes[from + 5]!
  return [
    field('curHopLimit', 'Hop limit to use', first, from + 4, from + 5),
    field('managed', 'Managed addresses', flags >> 7, from + 5, from + 6, 'addresses come by DHCPv6'),
    field('otherConfiguration', 'Other configuration', (flags >> 6) & 1, from + 5, from + 6),
    field('lifetime', 'Router lifetime', `${u16(bytes, from + 6)} s`, from + 6, from + 8),
    field('reachable', 'Reachable time', `${u32(bytes, from + 8)} ms`, from + 8, from + 12),
    field('retransmit', 'Retransmission timer', `${u32(bytes, from + 12)} ms`, from + 12, from + 16),
  ]
}

/** Lengths count in units of 8 bytes; one of 0, or one too long, ends the list. */
function optionFields(bytes: Uint8Array, from: number, to: number): Field[] {
  const fields: Field[] = []
  let at = from
  while (at + 8 <= to) {
    const length = bytes[at + 1]! * 8
    if (length === 0 || at + length > to) break
    fields.push(...optionField(bytes, bytes[at]!, at, at + length))
    at += length
  }
  if (at < to && at >= from) fields.push(field('badOption', 'Option', 'a length that does not fit', at, to))
  return fields
}

function optionField(bytes: Uint8Array, type: number, at: number, end: number): Field[] {
  const label = `Option: ${OPTION[type] ?? `type ${type}`}`
  if (type === 1 || type === 2)
    return [field(type === 1 ? 'sourceMac' : 'targetMac', label, macAt(bytes, at + 2), at, end)]
  if (type === 5) return [field('linkMtu', label, u32(bytes, at + 4), at, end)]
  if (type === 3 && end - at >= 32)
    return [
      field('prefix', label, `${ipv6At(bytes, at + 16)}/${bytes[at + 2]!}`, at, end),
      field('onLink', 'On this link', bytes[at + 3]! >> 7, at + 3, at + 4),
      field('autonomous', 'Usable for own addresses', (bytes[at + 3]! >> 6) & 1, at + 3, at + 4),
      field('validLifetime', 'Valid', `${u32(bytes, at + 4)} s`, at + 4, at + 8),
      field('preferredLifetime', 'Preferred', `${u32(bytes, at + 8)} s`, at + 8, at + 12),
    ]
  if (type === 25 && end - at >= 24) {
    const servers = Array.from({ length: (end - at - 8) >> 4 }, (_, i) => ipv6At(bytes, at + 8 + 16 * i))
    return [field('dnsServer', label, servers.join(', '), at, end)]
  }
  const content = type === 4 ? byteCount(end - at - 8) : hexOf(bytes.subarray(at + 2, end))
  return [field(`option${type}`, label, content, at, end)]
}
