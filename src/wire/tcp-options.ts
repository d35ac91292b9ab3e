/** TCP options: kinds 0–4 (RFC 9293), window scale and timestamps (RFC 7323), selective acknowledgement (RFC 2018). */
import { hexOf, u16, u32 } from './bytes.ts'
import { byteCount, field } from './draft.ts'
import type { Field, TcpOption } from './types.ts'

export const OPTION = { end: 0, nop: 1, mss: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 }

/** Options that are named and not read. */
const OTHER: Record<number, string> = {
  19: 'MD5 signature',
  28: 'user timeout',
  29: 'authentication',
  30: 'multipath TCP',
  34: 'fast open cookie',
  253: 'experiment',
  254: 'experiment',
}

/** An option and where it stands; `end` is the byte after it. */
export type PlacedOption = { option: TcpOption; from: number; to: number }

export type OptionList = {
  placed: PlacedOption[]
  /** Where the list ends: bytes from here to the header's end are padding. */
  to: number
  error?: string
}

/** Reads the options in from..end. A length that makes no sense ends the list with `error`. */
export function tcpOptions(bytes: Uint8Array, from: number, end: number): OptionList {
  const placed: PlacedOption[] = []
  let at = from
  while (at < end) {
    const kind = bytes[at]!
    if (kind === OPTION.end) return { placed, to: at }
    const length = kind === OPTION.nop ? 1 : at + 1 < end ? bytes[at + 1]! : 0
    if (length < (kind === OPTION.nop ? 1 : 2) || at + length > end)
      return { placed, to: at, error: `TCP option ${kind} with a length that does not fit the header` }
    placed.push({ option: read(bytes, at, kind, length), from: at, to: at + length })
    at += length
  }
  return { placed, to: end }
}

function read(bytes: Uint8Array, at: number, kind: number, length: number): TcpOption {
  if (kind === OPTION.nop) return { kind: 'nop' }
  if (kind === OPTION.mss && length === 4) return { kind: 'mss', value: u16(bytes, at + 2) }
  if (kind === OPTION.windowScale && length === 3) return { kind: 'window-scale', shift: bytes[at + 2]! }
  if (kind === OPTION.sackPermitted && length === 2) return { kind: 'sack-permitted' }
  if (kind === OPTION.timestamps && length === 10)
    return { kind: 'timestamps', value: u32(bytes, at + 2), echo: u32(bytes, at + 6) }
  if (kind === OPTION.sack && length > 2 && (length - 2) % 8 === 0) {
    const blocks = []
    for (let i = at + 2; i < at + length; i += 8) blocks.push({ left: u32(bytes, i), right: u32(bytes, i + 4) })
    return { kind: 'sack', blocks }
  }
  return { kind: 'other', number: kind, length }
}

/** One field an option; padding after the end-of-list option is one field too. */
export function optionFields(bytes: Uint8Array, { placed, to }: OptionList, end: number): Field[] {
  const fields = placed.map(({ option, from, to }) => optionField(bytes, option, from, to))
  if (to < end) fields.push(field('optionPadding', 'End of options', byteCount(end - to), to, end))
  return fields
}

function optionField(bytes: Uint8Array, option: TcpOption, from: number, to: number): Field {
  switch (option.kind) {
    case 'nop':
      return field('nop', 'Option: no operation', '', from, to, 'fills up to a multiple of 4 bytes')
    case 'mss':
      return field(
        'mss',
        'Option: maximum segment size',
        option.value,
        from,
        to,
        'most bytes of data it takes in one segment',
      )
    case 'window-scale':
      return field(
        'windowScale',
        'Option: window scale',
        option.shift,
        from,
        to,
        `its windows count times ${2 ** option.shift}`,
      )
    case 'sack-permitted':
      return field('sackPermitted', 'Option: SACK permitted', 'yes', from, to, 'it may confirm bytes beyond a gap')
    case 'sack':
      return field(
        'sack',
        'Option: SACK',
        option.blocks.map(({ left, right }) => `${left}–${right}`).join(', '),
        from,
        to,
        'bytes received beyond a gap',
      )
    case 'timestamps':
      return field(
        'timestamps',
        'Option: timestamps',
        `${option.value}, echo ${option.echo}`,
        from,
        to,
        'measures the round trip',
      )
    case 'other':
      return field(
        `option${option.number}`,
        `Option: ${OTHER[option.number] ?? `kind ${option.number}`}`,
        option.length > 2 ? hexOf(bytes.subarray(from + 2, to)) : 'empty',
        from,
        to,
      )
    default:
      return option satisfies never
  }
}
