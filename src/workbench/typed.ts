/** Values as people type them, to values and back. What is given is checked again when it is encoded. */
import { bytesOfText, textOfBytes } from './byte-text.ts'
import type { Value, Values } from './frame.ts'
import { isGiven, type Plan, type PlannedField } from './plan.ts'

export type Typed = Record<string, string>
export type TypedProblem = { field: number; code: 'not-integer' | 'not-number' | 'not-bytes' }

/** Numbers are decimal or 0x…; bytes as `byte-text.ts`; text stands for itself. Never throws. */
export function valuesOf(
  plan: Plan,
  typed: Typed,
): { ok: true; values: Values } | { ok: false; problem: TypedProblem } {
  const values: Values = {}
  for (const [at, field] of plan.fields.entries()) {
    if (!isGiven(field)) continue
    const value = parsedValue(field, Object.hasOwn(typed, field.name) ? (typed[field.name] ?? '') : '')
    if (typeof value === 'object' && 'code' in value) return { ok: false, problem: { field: at, code: value.code } }
    values[field.name] = value
  }
  return { ok: true, values }
}

function parsedValue(field: PlannedField, text: string): Value | { code: TypedProblem['code'] } {
  if (field.kind === 'fill') return field.text ? text : (bytesOfText(text) ?? { code: 'not-bytes' })
  const trimmed = text.trim()
  if (field.kind === 'number' && field.type === 'float') {
    const number = /^[+-]?Infinity$|^NaN$/.test(trimmed) || /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)
    return number ? Number(trimmed) : { code: 'not-number' }
  }
  if (!/^[+-]?(\d+|0x[\da-f]+)$/i.test(trimmed)) return { code: 'not-integer' }
  const size = BigInt(trimmed.replace(/^[+-]/, ''))
  const value = trimmed.startsWith('-') ? -size : size
  const exact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
  return field.kind === 'number' && field.width < 8 && exact ? Number(value) : value
}

/** As it would be typed. */
export function typedOf(value: Value): string {
  return value instanceof Uint8Array ? textOfBytes(value) : String(value)
}
