/** Every change of a definition, with what hangs on it: a renamed length is still that length, a value keeps its field. */
import type { ByteOrder, Field, Kind, Size } from './frame.ts'
import { FRAME_LIMITS } from './frame.ts'
import type { BenchState } from './state.ts'
import type { Typed } from './typed.ts'

export type Edit =
  | { type: 'frame'; name: string }
  | { type: 'order'; order: ByteOrder }
  | { type: 'add'; kind: Kind }
  | { type: 'remove' | 'up' | 'down'; at: number }
  | { type: 'move'; from: number; to: number }
  | { type: 'rename'; at: number; name: string }
  | { type: 'kind'; at: number; kind: Kind }
  | { type: 'width'; at: number; width: number }
  | { type: 'field-order'; at: number; order: ByteOrder | null }
  | { type: 'magic'; at: number; bytes: string }
  | { type: 'size'; at: number; size: Size }
  | { type: 'value'; message: number; name: string; text: string }

/** A new limit, bytes. */
const MAX = 255

export function edited(state: BenchState, edit: Edit): BenchState {
  const { definition, messages } = state
  const { fields } = definition
  const withFields = (next: Field[]): BenchState => ({ ...state, definition: { ...definition, fields: next } })
  const replaced = (at: number, change: (field: Field) => Field) =>
    withFields(fields.map((field, i) => (i === at ? change(field) : field)))
  switch (edit.type) {
    case 'frame':
      return { ...state, definition: { ...definition, name: edit.name } }
    case 'order':
      return { ...state, definition: { ...definition, order: edit.order } }
    case 'add':
      return fields.length >= FRAME_LIMITS.fields
        ? state
        : withFields([...fields, fresh(edit.kind, freeName(fields, edit.kind), fields)])
    case 'remove':
      return withFields(fields.filter((_, i) => i !== edit.at))
    case 'up':
      return withFields(moved(fields, edit.at, edit.at - 1))
    case 'down':
      return withFields(moved(fields, edit.at, edit.at + 1))
    case 'move':
      return withFields(moved(fields, edit.from, edit.to))
    case 'rename':
      return renamed(state, edit.at, edit.name)
    case 'kind':
      return replaced(edit.at, (field) => ofKind(field, edit.kind, fields.slice(0, edit.at)))
    case 'width':
      return replaced(edit.at, (field) => ('width' in field ? { ...field, width: edit.width } : field))
    case 'field-order':
      return replaced(edit.at, (field) => withOrder(field, edit.order))
    case 'magic':
      return replaced(edit.at, (field) => (field.kind === 'magic' ? { ...field, bytes: edit.bytes } : field))
    case 'size':
      return replaced(edit.at, (field) => ('size' in field ? { ...field, size: edit.size } : field))
    case 'value':
      return {
        ...state,
        messages: messages.map((typed, i) => (i === edit.message ? { ...typed, [edit.name]: edit.text } : typed)),
      }
  }
}

function moved(fields: readonly Field[], from: number, to: number): Field[] {
  const rest = fields.filter((_, i) => i !== from)
  const field = fields[from]
  if (field === undefined || to < 0 || to > rest.length) return [...fields]
  return rest.toSpliced(to, 0, field)
}

function renamed({ definition, messages }: BenchState, at: number, name: string): BenchState {
  const before = definition.fields[at]?.name
  // While two fields have one name, nobody can say whose length or value it was.
  const alone = definition.fields.filter((field) => field.name === before).length === 1
  const fields = definition.fields.map((field, i): Field => {
    if (i === at) return { ...field, name }
    const follows = alone && 'size' in field && field.size.by === 'length' && field.size.field === before
    return follows ? { ...field, size: { ...field.size, field: name } as Size } : field
  })
  return {
    definition: { ...definition, fields },
    messages: messages.map((typed) => renamedKey(typed, before ?? '', name, alone)),
  }
}

/** A value goes with its field, and never over another's; where two shared the name, each keeps it. */
function renamedKey(typed: Typed, from: string, to: string, alone: boolean): Typed {
  const text = Object.hasOwn(typed, from) ? typed[from] : undefined
  if (text === undefined || Object.hasOwn(typed, to)) return typed
  if (!alone) return { ...typed, [to]: text }
  return Object.fromEntries(Object.entries(typed).map(([key, one]) => [key === from ? to : key, one]))
}

function freeName(fields: readonly Field[], kind: Kind): string {
  const stem = {
    uint: 'number',
    int: 'number',
    float: 'number',
    bytes: 'data',
    utf8: 'text',
    magic: 'magic',
    crc32: 'crc',
  }[kind]
  const taken = new Set(fields.map(({ name }) => name))
  for (let n = 1; ; n++) {
    const name = n === 1 ? stem : `${stem}${n}`
    if (!taken.has(name)) return name
  }
}

function fresh(kind: Kind, name: string, before: readonly Field[]): Field {
  switch (kind) {
    case 'uint':
    case 'int':
      return { name, kind, width: 2 }
    case 'float':
      return { name, kind, width: 4 }
    case 'magic':
      return { name, kind, bytes: '"WB"' }
    case 'crc32':
      return { name, kind }
    case 'bytes':
    case 'utf8':
      return { name, kind, size: freshSize(before) }
  }
}

/** By the nearest whole number before it that measures nothing yet; else of fixed size. */
function freshSize(before: readonly Field[]): Size {
  const used = new Set(before.map((field) => ('size' in field && field.size.by === 'length' ? field.size.field : '')))
  const length = before.findLast(({ kind, name }) => (kind === 'uint' || kind === 'int') && !used.has(name))
  return length
    ? {
        by: 'length',
        field: length.name,
        counts: 'field',
        max: 'width' in length && length.width > 1 ? 1_024 : MAX >> 1,
      }
    : { by: 'fixed', bytes: 4 }
}

function ofKind(field: Field, kind: Kind, before: readonly Field[]): Field {
  const { name } = field
  const order = 'order' in field && field.order !== undefined ? { order: field.order } : {}
  if ('size' in field && (kind === 'bytes' || kind === 'utf8')) return { name, kind, size: field.size }
  if ('width' in field && (kind === 'uint' || kind === 'int')) return { name, kind, width: field.width, ...order }
  if ('width' in field && kind === 'float') return { name, kind, width: field.width === 8 ? 8 : 4, ...order }
  return fresh(kind, name, before)
}

function withOrder(field: Field, order: ByteOrder | null): Field {
  if (!('width' in field) && field.kind !== 'crc32') return field
  const { order: _, ...rest } = field
  return order === null ? rest : { ...rest, order }
}

/** Another way to find a field's end; the limit stays where there was one. */
export function sizeBy(by: Size['by'], before: Size, fields: readonly Field[], at: number): Size {
  const max = 'max' in before ? before.max : MAX
  if (by === 'fixed') return { by, bytes: 4 }
  if (by === 'delimiter') return { by, delimiter: '"\\n"', max }
  const offered = freshSize(fields.slice(0, at))
  return offered.by === 'length' ? offered : { by, field: '', counts: 'field', max: MAX }
}
