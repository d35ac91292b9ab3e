/** A definition from outside (a link, a file, what was kept) to one with the right shape; `plan.ts` judges its sense. */
import {
  type ByteOrder,
  type Counts,
  type Definition,
  type Field,
  FRAME_LIMITS,
  KINDS,
  type Kind,
  type Size,
} from './frame.ts'

/** Built anew from what was checked; null for anything else. Never throws. */
export function parseDefinition(value: unknown): Definition | null {
  if (!isRecord(value) || !isText(value.name, 2 * FRAME_LIMITS.name) || !isOrder(value.order)) return null
  if (!Array.isArray(value.fields) || value.fields.length > 2 * FRAME_LIMITS.fields) return null
  const fields = value.fields.map(parseField)
  return fields.includes(null)
    ? null
    : { name: value.name, order: value.order, fields: fields.filter((field) => field !== null) }
}

function parseField(value: unknown): Field | null {
  if (!isRecord(value) || !isText(value.name, 2 * FRAME_LIMITS.name)) return null
  const { name, order, width } = value
  const kind = KINDS.find((one) => one === value.kind)
  if (kind === undefined || (order !== undefined && !isOrder(order))) return null
  const own = order === undefined ? {} : { order }
  if (isNumberKind(kind)) return typeof width === 'number' ? { name, kind, width, ...own } : null
  if (kind === 'crc32') return { name, kind, ...own }
  if (kind === 'magic') return isText(value.bytes, FRAME_LIMITS.text) ? { name, kind, bytes: value.bytes } : null
  const size = parseSize(value.size)
  return size && { name, kind, size }
}

function parseSize(value: unknown): Size | null {
  if (!isRecord(value)) return null
  const { by, bytes, field, counts, delimiter, max } = value
  if (by === 'fixed') return typeof bytes === 'number' ? { by, bytes } : null
  if (typeof max !== 'number') return null
  if (by === 'length')
    return isText(field, 2 * FRAME_LIMITS.name) && isCounts(counts) ? { by, field, counts, max } : null
  return by === 'delimiter' && isText(delimiter, FRAME_LIMITS.text) ? { by, delimiter, max } : null
}

const isNumberKind = (kind: Kind) => kind === 'uint' || kind === 'int' || kind === 'float'

function isOrder(value: unknown): value is ByteOrder {
  return value === 'be' || value === 'le'
}

function isCounts(value: unknown): value is Counts {
  return value === 'field' || value === 'after' || value === 'frame'
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
