/** IPv4 options (RFC 791 §3.1; router alert RFC 2113): one field each, named and shown in hexadecimal. */
import { hexOf } from './bytes.ts'
import { byteCount, field } from './draft.ts'
import type { Field } from './types.ts'

const END = 0
const NO_OPERATION = 1
const NAMES: Record<number, string> = {
  7: 'record route',
  68: 'time stamps',
  130: 'security',
  131: 'loose source route',
  136: 'stream',
  137: 'strict source route',
  148: 'router alert',
}

/** A length that makes no sense ends the list: the rest is shown as one field. */
export function ipv4OptionFields(bytes: Uint8Array, from: number, to: number): Field[] {
  const fields = [field('options', 'Options', hexOf(bytes.subarray(from, to)), from, to)]
  let at = from
  while (at < to) {
    const kind = bytes[at]!
    if (kind === END) {
      fields.push(field('optionPadding', 'End of options', byteCount(to - at), at, to))
      break
    }
    const length = kind === NO_OPERATION ? 1 : at + 1 < to ? bytes[at + 1]! : 0
    if (length < (kind === NO_OPERATION ? 1 : 2) || at + length > to) {
      fields.push(field('badOption', `Option ${kind}`, 'a length that does not fit', at, to))
      break
    }
    const name = kind === NO_OPERATION ? 'no operation' : (NAMES[kind] ?? `kind ${kind}`)
    fields.push(field(`option${kind}`, `Option: ${name}`, hexOf(bytes.subarray(at + 2, at + length)), at, at + length))
    at += length
  }
  return fields
}
