/** Of an exercise's spec: frames drawn by chance. */
import type { Plan, PlannedField, PlannedFill, PlannedNumber } from '../plan.ts'
import { isGiven } from '../plan.ts'
import { byteList } from './names.ts'
import { isBig } from './numbers.ts'

/** Bytes or characters of what is drawn, at most. */
const DRAWN = 40
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const WIDE = ['é', '你', '好']

export function drawnText({ fields }: Plan): string {
  const given = fields.filter(isGiven)
  const loose = given.some((field) => field.kind === 'fill' && field.size.by !== 'fixed')
  const texts = given.some((field) => field.kind === 'fill' && field.text)
  const body = given.map((field) => `  ${field.name}: ${drawn(field)},`).join('\n')
  const characters = `const characters = (from: string, most: number) =>
  Array.from({ length: random.int(Math.min(1, most), most) }, () => random.pick([...from])).join('')`
  const frame = `/** A frame drawn by chance, never empty where it need not be. */
const drawn = (): Frame => ({${body === '' ? '' : `\n${body}\n`}})`
  const empty = given.map((field) =>
    field.kind === 'fill' && field.size.by !== 'fixed'
      ? `${field.name}: ${field.text ? "''" : 'new Uint8Array(0)'}`
      : '',
  )
  const emptied = `/** The same with nothing in what may be empty. */
const emptied = (frame: Frame): Frame => ({ ...frame, ${empty.filter((one) => one !== '').join(', ')} })`
  return [...(texts ? [characters] : []), frame, ...(loose ? [emptied] : [])].join('\n\n')
}

function drawn(field: PlannedField): string {
  if (field.kind === 'number') return drawnNumber(field)
  return field.kind === 'fill' ? drawnFill(field) : ''
}

function drawnNumber(field: PlannedNumber): string {
  const { type, width } = field
  if (type === 'float') return 'random.int(-8_000, 8_000) / 8'
  const bits = 8 * width
  if (isBig(field)) {
    const bigint = '(BigInt(random.int(0, 0xffff_ffff)) << 32n) | BigInt(random.int(0, 0xffff_ffff))'
    return type === 'int' ? `BigInt.asIntN(64, ${bigint})` : bigint
  }
  if (width > 4)
    return `random.int(0, 0xffff_ffff) * 65_536 + random.int(0, 65_535)${type === 'int' ? ` - 2 ** ${bits - 1}` : ''}`
  return type === 'int'
    ? `random.int(${-(2 ** (bits - 1))}, ${2 ** (bits - 1) - 1})`
    : `random.int(0, ${2 ** bits - 1})`
}

function drawnFill({ text, size }: PlannedFill): string {
  const forbidden = size.by === 'delimiter' ? [...size.delimiter] : []
  const most = Math.min(DRAWN, size.by === 'fixed' ? size.bytes : size.max)
  if (!text) {
    if (size.by === 'fixed') return `random.bytes(${size.bytes})`
    const bytes = `random.bytes(random.int(${Math.min(1, most)}, ${most}))`
    if (forbidden.length === 0) return bytes
    const instead = Array.from({ length: 256 }, (_, byte) => byte).find((byte) => !forbidden.includes(byte))!
    return `${bytes}.map((byte) => (${byteList(Uint8Array.from(forbidden))}.includes(byte) ? ${instead} : byte))`
  }
  const free = (one: string) => [...new TextEncoder().encode(one)].every((byte) => !forbidden.includes(byte))
  // A character has up to three bytes.
  const wide = most >= 3 ? WIDE.filter(free) : []
  const letters = [...LETTERS].filter(free).slice(0, 12)
  // One of many bytes for sure: a count of characters is no count of bytes.
  const sure = wide.at(-1)
  const room = sure === undefined ? most : Math.floor(most / 3) - 1
  const rest = `characters('${[...letters, ...wide].join('')}', ${Math.max(0, room)})`
  return sure === undefined ? rest : `\`\${${rest}}${sure}\``
}
