/**
 * The frame as a format of Python's struct module, where it is one. A format has one byte order for all its numbers,
 * numbers of 1, 2, 4 and 8 bytes, and sizes that are known beforehand.
 */
import type { Plan, PlannedField } from './plan.ts'

/** `field`: index. */
export type WhyNot = { code: 'varies' | 'width' | 'two-orders'; field: number }
/** `head`: the format of the fields before the one that is in the way; null where there are none. */
export type StructFormat = { ok: true; format: string } | { ok: false; why: WhyNot; head: string | null }

const LETTERS: Readonly<Record<string, string>> = {
  uint1: 'B',
  uint2: 'H',
  uint4: 'I',
  uint8: 'Q',
  int1: 'b',
  int2: 'h',
  int4: 'i',
  int8: 'q',
  float4: 'f',
  float8: 'd',
}

export function structFormat({ fields, order }: Plan): StructFormat {
  let little: boolean | null = null
  let letters = ''
  const format = () => `${(little ?? order === 'le') ? '<' : '!'}${letters}`
  for (const [at, field] of fields.entries()) {
    const letter = letterOf(field)
    const ownOrder = orderOf(field)
    const twoOrders = ownOrder !== null && little !== null && ownOrder !== little
    if (letter === null || letter === undefined || twoOrders) {
      const code = letter === null ? 'varies' : letter === undefined ? 'width' : 'two-orders'
      return { ok: false, why: { code, field: at }, head: letters === '' ? null : format() }
    }
    little = ownOrder ?? little
    letters += letter
  }
  return { ok: true, format: format() }
}

/** Null: no fixed size. Undefined: struct has no such number. */
function letterOf(field: PlannedField): string | null | undefined {
  switch (field.kind) {
    case 'number':
      return LETTERS[`${field.type}${field.width}`]
    case 'crc32':
      return 'I'
    case 'magic':
      return `${field.bytes.length}s`
    case 'fill':
      return field.size.by === 'fixed' ? `${field.size.bytes}s` : null
  }
}

/** Whether little; null where there is only one byte, or none that is a number. */
function orderOf(field: PlannedField): boolean | null {
  if (field.kind === 'crc32') return field.little
  return field.kind === 'number' && field.width > 1 ? field.little : null
}
