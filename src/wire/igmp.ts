/** IGMP: hosts tell which groups they listen to (RFC 1112, 2236, 3376). */
import { hex, ipv4At, u16 } from './bytes.ts'
import { CHECKSUM_NOTE, checksumState } from './checksum.ts'
import { type Draft, field, has, next } from './draft.ts'
import { type AddressAt, codedTime, groupRecords, recordFields, sourceFields } from './group-records.ts'
import type { Field, Igmp, LayerName } from './types.ts'

export const IGMP_HEADER = 8
const QUERY = 0x11
const REPORT_3 = 0x22
const QUERY_3_LENGTH = 12
const TYPES: Record<number, string> = {
  [QUERY]: 'membership query',
  18: 'membership report, version 1',
  22: 'membership report',
  23: 'leave group',
  [REPORT_3]: 'membership report, version 3',
}
const ANY = '0.0.0.0'
const address: AddressAt = { size: 4, textAt: ipv4At }

export function igmp(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'an IGMP message', from, IGMP_HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  const to = Math.min(end, bytes.length)
  draft.protocol = 'igmp'
  draft.igmp = read(bytes, from, to)
  if (draft.told) {
    const { meaning, groups } = draft.igmp
    const summary = groups.length > 0 ? `${meaning}: ${groups.join(', ')}` : meaning
    const fields = describe(bytes, draft.igmp, from, to, end)
    draft.told.push({ name: 'igmp', title: 'Internet Group Management Protocol', summary, from, to, fields })
  }
  return next(draft, 'payload', to, to)
}

function read(bytes: Uint8Array, from: number, to: number): Igmp {
  const type = bytes[from]!
  const meaning = TYPES[type] ?? `type ${hex(type, 2)}`
  if (type === REPORT_3) {
    const records = groupRecords(bytes, from + 8, to, u16(bytes, from + 6), address)
    return { type, version: 3, groups: records.map(({ group }) => group), meaning }
  }
  const group = ipv4At(bytes, from + 4)
  const groups = group === ANY ? [] : [group]
  const general = type === QUERY && groups.length === 0 ? 'general membership query' : meaning
  return { type, version: versionOf(bytes, type, from, to), groups, meaning: general }
}

/** Queries of the three versions differ in their length and their time to answer (RFC 3376 §7.1). */
function versionOf(bytes: Uint8Array, type: number, from: number, to: number): Igmp['version'] {
  if (type === 18) return 1
  if (type !== QUERY) return 2
  if (to - from >= QUERY_3_LENGTH) return 3
  return bytes[from + 1] === 0 ? 1 : 2
}

function describe(bytes: Uint8Array, { type, version }: Igmp, from: number, to: number, end: number): Field[] {
  const checksum = field('checksum', 'Checksum', hex(u16(bytes, from + 2), 4), from + 2, from + 4)
  checksum.note = CHECKSUM_NOTE[checksumState(bytes, from, end, from + 2, 0)]
  const code = bytes[from + 1]!
  const tenths = version === 3 ? codedTime(code, 4) : code
  const head = [
    field('type', 'Type', hex(type, 2), from, from + 1, TYPES[type]),
    type === QUERY
      ? field('maxResponse', 'Answer within', `${tenths / 10} s`, from + 1, from + 2)
      : field('reserved', 'Reserved', code, from + 1, from + 2),
    checksum,
  ]
  if (type === REPORT_3) {
    const count = u16(bytes, from + 6)
    const records = field('records', 'Records', count, from + 6, from + 8)
    return [...head, records, ...recordFields(bytes, from + 8, to, count, address)]
  }
  head.push(field('group', 'Group', ipv4At(bytes, from + 4), from + 4, from + 8))
  return version === 3 ? [...head, ...sourceFields(bytes, from + 8, to, address)] : head
}
