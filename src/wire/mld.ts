/** Multicast listener discovery (RFC 2710, RFC 3810): the bodies of ICMPv6 types 130 to 132 and 143. */
import { ipv6At, u16 } from './bytes.ts'
import { field } from './draft.ts'
import { type AddressAt, codedTime, recordFields, sourceFields } from './group-records.ts'
import type { Field } from './types.ts'

const QUERY = 130
const REPORT_2 = 143
const ADDRESS = 16
const QUERY_2_LENGTH = 28

const address: AddressAt = { size: ADDRESS, textAt: ipv6At }

/** Fields from byte 4 of the message on; those that were cut away are left out. */
export function listenerFields(bytes: Uint8Array, type: number, from: number, to: number): Field[] {
  if (type === REPORT_2) {
    const count = u16(bytes, from + 6)
    return [
      field('reserved', 'Reserved', u16(bytes, from + 4), from + 4, from + 6),
      field('records', 'Records', count, from + 6, from + 8),
      ...recordFields(bytes, from + 8, to, count, address),
    ]
  }
  const newer = type === QUERY && to - from >= QUERY_2_LENGTH
  const delay = newer ? codedTime(u16(bytes, from + 4), 12) : u16(bytes, from + 4)
  const fields = [
    field('maxResponse', 'Answer within', `${delay} ms`, from + 4, from + 6),
    field('reserved', 'Reserved', u16(bytes, from + 6), from + 6, from + 8),
  ]
  if (to - from >= 8 + ADDRESS) {
    const group = ipv6At(bytes, from + 8)
    fields.push(field('group', 'Group', group, from + 8, from + 24, group === '::' ? 'all groups' : undefined))
  }
  return newer ? [...fields, ...sourceFields(bytes, from + 24, to, address)] : fields
}
