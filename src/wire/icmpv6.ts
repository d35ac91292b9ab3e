/** ICMPv6 (RFC 4443): errors, echo; neighbour discovery and multicast listeners have files of their own. */
import { hex, u16, u32 } from './bytes.ts'
import { CHECKSUM_NOTE, upperChecksum } from './checksum.ts'
import { type Draft, field, has, next } from './draft.ts'
import { ICMP_HEADER, quoteField } from './icmp.ts'
import { listenerFields } from './mld.ts'
import { neighbourFields } from './ndp.ts'
import { PROTOCOL } from './protocols.ts'
import { quoted, quotedLayer } from './quote.ts'
import type { Field, Icmp, LayerName } from './types.ts'

const ECHO = [128, 129]
const LISTENERS = [130, 131, 132, 143]
const NEIGHBOURS = [133, 134, 135, 136, 137]
const FIRST_INFORMATION = 128
const TYPES: Record<number, string> = {
  1: 'destination unreachable',
  2: 'packet too big',
  3: 'time exceeded',
  4: 'parameter problem',
  128: 'echo request',
  129: 'echo reply',
  130: 'multicast listener query',
  131: 'multicast listener report',
  132: 'multicast listener done',
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbour solicitation',
  136: 'neighbour advertisement',
  137: 'redirect',
  143: 'multicast listener report, version 2',
}
/** "type.code" where the code says more than the type. */
const CODES: Record<string, string> = {
  '1.0': 'no route to destination',
  '1.1': 'administratively prohibited',
  '1.2': 'beyond scope of source address',
  '1.3': 'address unreachable',
  '1.4': 'port unreachable',
  '1.5': 'source address failed policy',
  '1.6': 'reject route to destination',
  '3.0': 'hop limit exceeded in transit',
  '3.1': 'fragment reassembly time exceeded',
  '4.0': 'erroneous header field',
  '4.1': 'unrecognised next header',
  '4.2': 'unrecognised option',
}

export function icmpv6(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'an ICMPv6 header', from, ICMP_HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  const type = bytes[from]!
  const code = bytes[from + 1]!
  const meaning = CODES[`${type}.${code}`] ?? TYPES[type] ?? `type ${type}, code ${code}`
  draft.protocol = 'icmpv6'
  draft.icmp = { type, code, checksum: u16(bytes, from + 2), meaning }
  const limit = Math.min(end, bytes.length)
  const error = type < FIRST_INFORMATION
  // Messages of neighbours and listeners are fields to their end.
  const whole = NEIGHBOURS.includes(type) || LISTENERS.includes(type)
  const to = whole ? limit : from + ICMP_HEADER
  const about = error ? quoted(bytes, to, end) : undefined
  if (about) draft.icmp.quoted = about
  if (draft.told) {
    const fields = [...headFields(draft, draft.icmp, from, end), ...restFields(bytes, type, from, to)]
    if (error && limit > to) fields.push(quoteField(to, limit))
    draft.told.push({
      name: 'icmpv6',
      title: 'Internet Control Message Protocol 6',
      summary: meaning,
      from,
      to,
      fields,
    })
    const layer = about && quotedLayer(bytes, to, end)
    if (layer) draft.told.push(layer)
  }
  return next(draft, 'payload', to, whole ? to : end)
}

function headFields(draft: Draft, { type, code, checksum }: Icmp, from: number, end: number): Field[] {
  const state = upperChecksum(draft, from, end, from + 2, PROTOCOL.icmpv6)
  return [
    field('type', 'Type', type, from, from + 1, TYPES[type]),
    field('code', 'Code', code, from + 1, from + 2, CODES[`${type}.${code}`]),
    field('checksum', 'Checksum', hex(checksum, 4), from + 2, from + 4, CHECKSUM_NOTE[state]),
  ]
}

function restFields(bytes: Uint8Array, type: number, from: number, to: number): Field[] {
  if (NEIGHBOURS.includes(type)) return neighbourFields(bytes, type, from, to)
  if (LISTENERS.includes(type)) return listenerFields(bytes, type, from, to)
  if (ECHO.includes(type))
    return [
      field('identifier', 'Identifier', u16(bytes, from + 4), from + 4, from + 6, 'tells one ping from another'),
      field('sequence', 'Sequence number', u16(bytes, from + 6), from + 6, from + 8),
    ]
  const rest = u32(bytes, from + 4)
  if (type === 2) return [field('mtu', 'MTU of the next link', rest, from + 4, from + 8, 'send no larger packets')]
  if (type === 4)
    return [field('pointer', 'Pointer', rest, from + 4, from + 8, 'the byte of the packet that was wrong')]
  return [field('rest', 'Rest of header', hex(rest, 8), from + 4, from + 8)]
}
