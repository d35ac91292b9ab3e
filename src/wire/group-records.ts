/** What IGMPv3 (RFC 3376) and MLDv2 (RFC 3810) share: group records, sources, and times with a mantissa. */
import { u16 } from './bytes.ts'
import { field } from './draft.ts'
import type { Field } from './types.ts'

/** How an address is read; `size` in bytes. */
export type AddressAt = { size: number; textAt(bytes: Uint8Array, at: number): string }

const RECORD_TYPE: Record<number, string> = {
  1: 'hears only the sources listed',
  2: 'hears all but the sources listed',
  3: 'now hears only the sources listed',
  4: 'now hears all but the sources listed',
  5: 'also hears the sources listed',
  6: 'no longer hears the sources listed',
}
const RECORD_HEADER = 4

/** A code below its top bit is the time itself; above, `mantissa` bits of it are shifted by a 3-bit exponent. */
export function codedTime(code: number, mantissa: number): number {
  const top = 1 << (mantissa + 3)
  if (code < top) return code
  const exponent = (code >> mantissa) & 7
  return ((code & ((1 << mantissa) - 1)) | (1 << mantissa)) << (exponent + 3)
}

export type GroupRecord = { type: number; group: string; from: number; to: number; sources: string[] }

/** Records of from..to, `count` at most; one that is cut away ends the list. */
export function groupRecords(bytes: Uint8Array, from: number, to: number, count: number, address: AddressAt) {
  const records: GroupRecord[] = []
  let at = from
  while (records.length < count && at + RECORD_HEADER + address.size <= to) {
    const sources = u16(bytes, at + 2)
    const first = at + RECORD_HEADER + address.size
    const end = first + sources * address.size + bytes[at + 1]! * 4
    if (end > to) break
    records.push({
      type: bytes[at]!,
      group: address.textAt(bytes, at + RECORD_HEADER),
      from: at,
      to: end,
      sources: Array.from({ length: sources }, (_, i) => address.textAt(bytes, first + i * address.size)),
    })
    at = end
  }
  return records
}

export function recordFields(bytes: Uint8Array, from: number, to: number, count: number, address: AddressAt): Field[] {
  return groupRecords(bytes, from, to, count, address).flatMap((record) => {
    const { type, group, sources, from: at } = record
    const groupAt = at + RECORD_HEADER
    return [
      field('recordType', 'Record', type, at, at + 1, RECORD_TYPE[type]),
      field('sourceCount', 'Sources', sources.length, at + 2, at + 4),
      field('group', 'Group', group, groupAt, groupAt + address.size),
      ...sources.map((source, i) => {
        const first = groupAt + address.size * (i + 1)
        return field('source', 'Source', source, first, first + address.size)
      }),
    ]
  })
}

/** The tail of a query: how robust, how often, and about which sources; `from` is behind the group. */
export function sourceFields(bytes: Uint8Array, from: number, to: number, address: AddressAt): Field[] {
  if (from + 4 > to) return []
  const count = Math.min(u16(bytes, from + 2), Math.floor((to - from - 4) / address.size))
  return [
    field('suppress', 'Suppress', (bytes[from]! >> 3) & 1, from, from + 1, 'routers keep their timers'),
    field('robustness', 'Robustness', bytes[from]! & 7, from, from + 1, 'how many losses in a row it endures'),
    field('interval', 'Query interval', `${codedTime(bytes[from + 1]!, 4)} s`, from + 1, from + 2),
    field('sourceCount', 'Sources', u16(bytes, from + 2), from + 2, from + 4),
    ...Array.from({ length: count }, (_, i) => {
      const at = from + 4 + i * address.size
      return field('source', 'Source', address.textAt(bytes, at), at, at + address.size)
    }),
  ]
}
