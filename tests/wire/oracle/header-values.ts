/** Values of a header field as both write them, made alike. */
import type { Decoded, Field } from '../../../src/wire/types.ts'
import type { Kind, Pair } from './header-pairs.ts'

/** tshark's numbers for the state of a checksum; the others mean that it was not looked at. */
const STATE: Record<string, string> = { '0': 'bad', '1': 'good' }
const UNCHECKED = 'unchecked'

/** Ours, in the order of the packet: the header's own fields, then those of a quoted header of the same protocol. */
export function ourValues(packet: Decoded, { layer, field, kind }: Pair): string[] {
  // The acknowledgement number and the flag share a name.
  const flag = field === 'ack_'
  const wanted = flag ? 'ack' : field
  const values: string[] = []
  for (const { name, fields } of packet.layers)
    for (const one of fields) {
      const mine = name === layer && one.name === wanted
      const quoted = name === 'quoted' && one.name === `${layer}.${wanted}`
      if ((mine || quoted) && (wanted !== 'ack' || isFlag(one) === flag)) values.push(ourText(one, kind))
    }
  return values
}

const isFlag = ({ from, to }: Field): boolean => to - from === 1

function ourText({ value, note }: Field, kind: Kind): string {
  if (kind === 'checksum') return /^correct/.test(note ?? '') ? 'good' : /^wrong/.test(note ?? '') ? 'bad' : UNCHECKED
  if (kind === 'eighths') return String(Number(numberOf(value)) / 8)
  return kind === 'number' ? numberOf(value) : value
}

export function theirText(value: string, kind: Kind): string {
  if (kind === 'checksum') return STATE[value] ?? UNCHECKED
  return kind === 'text' ? value : numberOf(value)
}

/** Checksums are compared where both have looked. */
export function alike(ours: string, theirs: string): boolean {
  return ours === theirs || ours === UNCHECKED || theirs === UNCHECKED
}

/** `20 bytes`, `0x0800`, `1 words`: the number alone. */
function numberOf(value: string): string {
  if (value === 'True' || value === 'False') return value === 'True' ? '1' : '0'
  const number = /^(0x[0-9a-f]+|\d+)/i.exec(value)
  return number ? String(Number(number[1])) : value
}
