/** ICMP (RFC 792, path MTU discovery RFC 1191, router advertisements RFC 1256). */
import { hex, ipv4At, u16, u32 } from './bytes.ts'
import { CHECKSUM_NOTE, checksumState } from './checksum.ts'
import { byteCount, type Draft, field, has, next } from './draft.ts'
import { quoted, quotedLayer } from './quote.ts'
import type { Field, Icmp, LayerName } from './types.ts'

export const ICMP_HEADER = 8
const TIMESTAMPS_END = 20

const ECHO = [0, 8]
const ERRORS = [3, 4, 5, 11, 12]
const TIMESTAMPS = [13, 14]
const TYPES: Record<number, string> = {
  0: 'echo reply',
  3: 'destination unreachable',
  4: 'source quench',
  5: 'redirect',
  8: 'echo request',
  9: 'router advertisement',
  10: 'router solicitation',
  11: 'time exceeded',
  12: 'parameter problem',
  13: 'timestamp request',
  14: 'timestamp reply',
  17: 'address mask request',
  18: 'address mask reply',
}
/** "type.code" where the code says more than the type. */
const CODES: Record<string, string> = {
  '3.0': 'network unreachable',
  '3.1': 'host unreachable',
  '3.2': 'protocol unreachable',
  '3.3': 'port unreachable',
  '3.4': 'fragmentation needed',
  '3.5': 'source route failed',
  '3.6': 'destination network unknown',
  '3.7': 'destination host unknown',
  '3.9': 'network administratively prohibited',
  '3.10': 'host administratively prohibited',
  '3.13': 'administratively prohibited',
  '5.0': 'redirect for the network',
  '5.1': 'redirect for the host',
  '11.0': 'time to live exceeded in transit',
  '11.1': 'fragment reassembly time exceeded',
}

export function icmp(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'an ICMP header', from, ICMP_HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  const type = bytes[from]!
  const code = bytes[from + 1]!
  const meaning = CODES[`${type}.${code}`] ?? TYPES[type] ?? `type ${type}, code ${code}`
  draft.protocol = 'icmp'
  draft.icmp = { type, code, checksum: u16(bytes, from + 2), meaning }
  const limit = Math.min(end, bytes.length)
  const long = TIMESTAMPS.includes(type) && from + TIMESTAMPS_END <= limit
  const to = from + (long ? TIMESTAMPS_END : ICMP_HEADER)
  const error = ERRORS.includes(type)
  const about = error ? quoted(bytes, to, end) : undefined
  if (about) draft.icmp.quoted = about
  if (draft.told) {
    const fields = [...headFields(bytes, draft.icmp, from, end), ...restFields(bytes, type, code, from, to)]
    if (error && limit > to) fields.push(quoteField(to, limit))
    draft.told.push({ name: 'icmp', title: 'Internet Control Message Protocol', summary: meaning, from, to, fields })
    const layer = about && quotedLayer(bytes, to, end)
    if (layer) draft.told.push(layer)
  }
  return next(draft, 'payload', to, end)
}

function headFields(bytes: Uint8Array, { type, code, checksum }: Icmp, from: number, end: number): Field[] {
  const state = checksumState(bytes, from, end, from + 2, 0)
  return [
    field('type', 'Type', type, from, from + 1, TYPES[type]),
    field('code', 'Code', code, from + 1, from + 2, CODES[`${type}.${code}`]),
    field('checksum', 'Checksum', hex(checksum, 4), from + 2, from + 4, CHECKSUM_NOTE[state]),
  ]
}

function restFields(bytes: Uint8Array, type: number, code: number, from: number, to: number): Field[] {
  if (ECHO.includes(type) || TIMESTAMPS.includes(type)) {
    const times = ['originate', 'receive', 'transmit'].map((name, index) => ({ name, at: from + 8 + 4 * index }))
    return [
      field('identifier', 'Identifier', u16(bytes, from + 4), from + 4, from + 6, 'tells one ping from another'),
      field('sequence', 'Sequence number', u16(bytes, from + 6), from + 6, from + 8),
      ...times
        .filter(({ at }) => at + 4 <= to)
        .map(({ name, at }) => field(name, `Time: ${name}`, u32(bytes, at), at, at + 4, 'ms since midnight')),
    ]
  }
  if (type === 3 && code === 4)
    return [
      field('unused', 'Unused', u16(bytes, from + 4), from + 4, from + 6),
      field('mtu', 'MTU of the next link', u16(bytes, from + 6), from + 6, from + 8, 'send no larger packets'),
    ]
  if (type === 5) return [field('gateway', 'Better router', ipv4At(bytes, from + 4), from + 4, from + 8)]
  if (type === 12)
    return [
      field('pointer', 'Pointer', bytes[from + 4]!, from + 4, from + 5, 'the byte of the header that was wrong'),
      field('unused', 'Unused', hex(u32(bytes, from + 4) & 0xffffff, 6), from + 5, from + 8),
    ]
  return [field('rest', 'Rest of header', hex(u32(bytes, from + 4), 8), from + 4, from + 8)]
}

export function quoteField(from: number, to: number): Field {
  return field('quoted', 'Quoted packet', byteCount(to - from), from, to, 'the head of the packet that met the error')
}
