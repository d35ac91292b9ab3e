/** A definition made sense of: references found, texts turned into bytes; or what is wrong with it, field by field. */
import { bytesOfText } from './byte-text.ts'
import {
  type ByteOrder,
  type Counts,
  CRC_WIDTH,
  type Definition,
  type Field,
  type FillField,
  FLOAT_WIDTHS,
  FRAME_LIMITS,
  INTEGER_WIDTHS,
  NAME,
} from './frame.ts'
import { integerRange } from './integers.ts'

/** `target`: index of the field that a length field measures. `tail`: bytes behind that field, where they matter. */
export type PlannedNumber = {
  kind: 'number'
  name: string
  type: 'uint' | 'int' | 'float'
  width: number
  little: boolean
  measures: { target: number; counts: Counts } | null
}
export type PlannedSize =
  | { by: 'fixed'; bytes: number }
  | { by: 'length'; field: number; counts: Counts; max: number; tail: number }
  | { by: 'delimiter'; delimiter: Uint8Array; max: number }
export type PlannedFill = { kind: 'fill'; name: string; text: boolean; size: PlannedSize }
export type PlannedField =
  | PlannedNumber
  | PlannedFill
  | { kind: 'magic'; name: string; bytes: Uint8Array }
  | { kind: 'crc32'; name: string; little: boolean }
export type Plan = { name: string; order: ByteOrder; fields: PlannedField[] }

/** `at`: index of the field; null: of the frame as a whole. */
export type Problem = { at: number | null } & (
  | { code: 'no-fields' }
  | { code: 'many-fields'; most: number }
  | { code: 'frame-name' | 'name-missing' | 'name-form' | 'width' }
  | { code: 'name-long'; most: number }
  | { code: 'name-twice'; name: string }
  | { code: 'fixed-size'; most: number }
  | { code: 'max'; most: number }
  | { code: 'max-over-length'; most: number; name: string; width: number }
  | { code: 'length-missing' }
  | { code: 'length-unknown' | 'length-later' | 'length-kind'; name: string }
  | { code: 'length-shared'; name: string; other: string }
  | { code: 'counts-behind'; name: string }
  | { code: 'magic-form' | 'delimiter-form' }
  | { code: 'magic-size' | 'delimiter-size'; most: number }
)

export type Planned = { ok: true; plan: Plan } | { ok: false; problems: Problem[] }

/** Never throws. */
export function planOf(definition: Definition): Planned {
  const { fields } = definition
  const problems: Problem[] = []
  if (!NAME.test(definition.name) || definition.name.length > FRAME_LIMITS.name)
    problems.push({ at: null, code: 'frame-name' })
  if (fields.length === 0) problems.push({ at: null, code: 'no-fields' })
  if (fields.length > FRAME_LIMITS.fields) problems.push({ at: null, code: 'many-fields', most: FRAME_LIMITS.fields })
  const planned = fields.flatMap((field, at) => {
    const problem = nameProblem(fields, at)
    if (problem) problems.push(problem)
    const one = plannedField(definition, field, at)
    if (!('problem' in one)) return [one]
    problems.push(one.problem)
    return []
  })
  return problems.length > 0
    ? { ok: false, problems: problems.toSorted((a, b) => (a.at ?? -1) - (b.at ?? -1)) }
    : { ok: true, plan: { name: definition.name, order: definition.order, fields: planned } }
}

function nameProblem(fields: readonly Field[], at: number): Problem | null {
  const { name } = fields[at]!
  if (name === '') return { at, code: 'name-missing' }
  if (!NAME.test(name)) return { at, code: 'name-form' }
  if (name.length > FRAME_LIMITS.name) return { at, code: 'name-long', most: FRAME_LIMITS.name }
  return fields.findIndex((other) => other.name === name) < at ? { at, code: 'name-twice', name } : null
}

function plannedField({ fields, order }: Definition, field: Field, at: number): PlannedField | { problem: Problem } {
  const { name } = field
  switch (field.kind) {
    case 'uint':
    case 'int':
    case 'float': {
      const widths = field.kind === 'float' ? FLOAT_WIDTHS : INTEGER_WIDTHS
      if (!widths.includes(field.width)) return { problem: { at, code: 'width' } }
      const measures = measuredBy(fields, at)
      return {
        kind: 'number',
        name,
        type: field.kind,
        width: field.width,
        little: isLittle(field.order, order),
        measures,
      }
    }
    case 'bytes':
    case 'utf8': {
      const size = plannedSize(fields, field, at)
      return 'problem' in size ? size : { kind: 'fill', name, text: field.kind === 'utf8', size }
    }
    case 'magic': {
      const bytes = bytesOfText(field.bytes)
      if (!bytes) return { problem: { at, code: 'magic-form' } }
      if (bytes.length === 0 || bytes.length > FRAME_LIMITS.magic)
        return { problem: { at, code: 'magic-size', most: FRAME_LIMITS.magic } }
      return { kind: 'magic', name, bytes }
    }
    case 'crc32':
      return { kind: 'crc32', name, little: isLittle(field.order, order) }
  }
}

const isLittle = (own: ByteOrder | undefined, frame: ByteOrder): boolean => (own ?? frame) === 'le'

function measuredBy(fields: readonly Field[], at: number): PlannedNumber['measures'] {
  const { name } = fields[at]!
  const target = fields.findIndex((field) => sizeOf(field)?.by === 'length' && lengthName(field) === name)
  const size = target < 0 ? null : sizeOf(fields[target]!)
  return size?.by === 'length' ? { target, counts: size.counts } : null
}

function plannedSize(fields: readonly Field[], { size }: FillField, at: number): PlannedSize | { problem: Problem } {
  if (size.by === 'fixed') {
    const fits = Number.isInteger(size.bytes) && size.bytes >= 1 && size.bytes <= FRAME_LIMITS.fixed
    return fits ? size : { problem: { at, code: 'fixed-size', most: FRAME_LIMITS.fixed } }
  }
  if (!Number.isInteger(size.max) || size.max < 0 || size.max > FRAME_LIMITS.max)
    return { problem: { at, code: 'max', most: FRAME_LIMITS.max } }
  if (size.by === 'delimiter') {
    const delimiter = bytesOfText(size.delimiter)
    if (!delimiter) return { problem: { at, code: 'delimiter-form' } }
    if (delimiter.length === 0 || delimiter.length > FRAME_LIMITS.delimiter)
      return { problem: { at, code: 'delimiter-size', most: FRAME_LIMITS.delimiter } }
    return { by: 'delimiter', delimiter, max: size.max }
  }
  return counted(fields, size, at)
}

function counted(
  fields: readonly Field[],
  { field: name, counts, max }: { field: string; counts: Counts; max: number },
  at: number,
): PlannedSize | { problem: Problem } {
  if (name === '') return { problem: { at, code: 'length-missing' } }
  const length = fields.findIndex((field) => field.name === name)
  const number = fields[length]
  if (number === undefined) return { problem: { at, code: 'length-unknown', name } }
  if (length >= at) return { problem: { at, code: 'length-later', name } }
  if (number.kind !== 'uint' && number.kind !== 'int') return { problem: { at, code: 'length-kind', name } }
  const other = fields.findIndex((field) => lengthName(field) === name)
  if (other < at) return { problem: { at, code: 'length-shared', name, other: fields[other]!.name } }
  const behind = fields.slice(at + 1)
  const loose = counts === 'field' ? undefined : behind.find((field) => fixedSize(field) === null)
  if (loose) return { problem: { at, code: 'counts-behind', name: loose.name } }
  const sum = (some: readonly Field[]) => some.reduce((bytes, field) => bytes + (fixedSize(field) ?? 0), 0)
  const tail = counts === 'field' ? 0 : sum(behind)
  const before = counts === 'field' ? 0 : sum(fields.slice(counts === 'frame' ? 0 : length + 1, at))
  // A width that is wrong is told of the length field itself.
  const { high } = integerRange(Math.min(8, Math.max(1, Math.trunc(number.width) || 1)), number.kind === 'int')
  const most = Math.max(0, Number(high) - tail - before)
  if (max > most) return { problem: { at, code: 'max-over-length', most, name, width: number.width } }
  return { by: 'length', field: length, counts, max, tail }
}

/** Bytes that the field always has; null where its size varies, or cannot be told yet. */
export function fixedSize(field: Field): number | null {
  switch (field.kind) {
    case 'uint':
    case 'int':
    case 'float':
      return field.width
    case 'crc32':
      return CRC_WIDTH
    case 'magic':
      return bytesOfText(field.bytes)?.length ?? null
    default:
      return field.size.by === 'fixed' ? field.size.bytes : null
  }
}

const sizeOf = (field: Field) => ('size' in field ? field.size : null)

/** The length field that this field's size stands in. */
export function lengthName(field: Field): string | null {
  const size = sizeOf(field)
  return size?.by === 'length' ? size.field : null
}

/** Fields that a sender gives values for: all but lengths, magic and CRC. */
export function isGiven(field: PlannedField): boolean {
  return field.kind === 'fill' || (field.kind === 'number' && field.measures === null)
}

/** The fewest bytes that a field can have. */
export function leastSize(field: PlannedField): number {
  switch (field.kind) {
    case 'number':
      return field.width
    case 'crc32':
      return CRC_WIDTH
    case 'magic':
      return field.bytes.length
    case 'fill':
      if (field.size.by === 'fixed') return field.size.bytes
      return field.size.by === 'delimiter' ? field.size.delimiter.length : 0
  }
}
