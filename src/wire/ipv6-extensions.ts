/** Extension headers between an IPv6 header and its upper layer (RFC 8200 §4): a chain, each naming the next. */
import { hex, hexOf, ipv6At, u16, u32 } from './bytes.ts'
import { byteCount, type Draft, field, has } from './draft.ts'
import { protocolName } from './protocols.ts'
import type { Field } from './types.ts'

const HOP_BY_HOP = 0
const ROUTING = 43
export const FRAGMENT = 44
const AUTHENTICATION = 51
const DESTINATION = 60
export const EXTENSION: Record<number, string> = {
  [HOP_BY_HOP]: 'Hop-by-hop options',
  [ROUTING]: 'Routing',
  [FRAGMENT]: 'Fragment',
  [AUTHENTICATION]: 'Authentication',
  [DESTINATION]: 'Destination options',
}
const OPTION: Record<number, string> = { 1: 'padding', 5: 'router alert', 194: 'jumbo payload' }

export type Extension = { number: number; from: number; to: number }
/** `complete`: the chain ended before the bytes did. */
export type Chain = { found: Extension[]; to: number; complete: boolean }

/** Shared by the packets without any: most of them. */
const NONE: Extension[] = []

/** Ends, for every header moves on by 8 bytes or more. What follows in a later fragment is content, whatever it names. */
export function walkExtensions(draft: Draft, first: number, from: number, end: number): Chain {
  if (!(first in EXTENSION)) return { found: NONE, to: from, complete: true }
  const { bytes } = draft
  const found: Extension[] = []
  let number = first
  let at = from
  while (number in EXTENSION) {
    const what = `the extension header "${EXTENSION[number]}"`
    if (!has(draft, what, at, 8, end)) return { found, to: at, complete: false }
    const units = bytes[at + 1]!
    const length = number === FRAGMENT ? 8 : number === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8
    if (!has(draft, what, at, length, end)) return { found, to: at, complete: false }
    found.push({ number, from: at, to: at + length })
    const later = number === FRAGMENT && u16(bytes, at + 2) >= 8
    number = bytes[at]!
    at += length
    if (later) break
  }
  return { found, to: at, complete: true }
}

export function extensionFields(bytes: Uint8Array, { number, from, to }: Extension): Field[] {
  const following = bytes[from]!
  const name = EXTENSION[following] ?? protocolName(following)
  const fields = [
    field(
      `extension${number}`,
      EXTENSION[number]!,
      hexOf(bytes.subarray(from, to)),
      from,
      to,
      `next header ${following}`,
    ),
    field('extensionNext', 'Next header', following, from, from + 1, name),
  ]
  if (number === FRAGMENT)
    fields.push(
      field('fragmentOffset', 'Fragment offset', byteCount(u16(bytes, from + 2) & 0xfff8), from + 2, from + 4),
      field('moreFragments', 'More fragments', bytes[from + 3]! & 1, from + 3, from + 4),
      field('identification', 'Identification', hex(u32(bytes, from + 4), 8), from + 4, to, 'ties fragments together'),
    )
  else fields.push(field('extensionLength', 'Length', byteCount(to - from), from + 1, from + 2))
  if (number === HOP_BY_HOP || number === DESTINATION) fields.push(...options(bytes, from + 2, to))
  if (number === ROUTING) fields.push(...routing(bytes, from, to))
  return fields
}

function options(bytes: Uint8Array, from: number, to: number): Field[] {
  const fields: Field[] = []
  let at = from
  while (at < to) {
    const kind = bytes[at]!
    // One byte of padding has no length; longer padding is an option like any other.
    const length = kind === 0 ? 1 : at + 1 < to ? 2 + bytes[at + 1]! : to - at
    const end = Math.min(at + length, to)
    const content = kind === 0 ? '' : hexOf(bytes.subarray(at + 2, end))
    fields.push(
      field(`option${kind}`, `Option: ${kind === 0 ? 'padding' : (OPTION[kind] ?? `kind ${kind}`)}`, content, at, end),
    )
    at = end
  }
  return fields
}

function routing(bytes: Uint8Array, from: number, to: number): Field[] {
  const fields = [
    field('routingType', 'Routing type', bytes[from + 2]!, from + 2, from + 3),
    field('segmentsLeft', 'Segments left', bytes[from + 3]!, from + 3, from + 4, 'addresses still to visit'),
  ]
  for (let at = from + 8; at + 16 <= to; at += 16) fields.push(field('via', 'Via', ipv6At(bytes, at), at, at + 16))
  return fields
}
