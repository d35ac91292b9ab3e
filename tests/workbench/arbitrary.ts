/** Definitions and values drawn by chance, all of them valid. */
import fc from 'fast-check'
import type { ByteOrder, Definition, Field, Value, Values } from '../../src/workbench/frame.ts'
import { integerRange } from '../../src/workbench/integers.ts'
import { isGiven, type Plan, type PlannedField, planOf } from '../../src/workbench/plan.ts'

/** Without names: they are given in order. A block is what belongs together. */
type Unnamed = Field extends infer F ? (F extends Field ? Omit<F, 'name'> : never) : never
type Block = Unnamed[]
const LENGTH = '@length'

const order = fc.constantFrom<ByteOrder | undefined>('be', 'le', undefined)
const ordered = <F extends object>(field: F, own: ByteOrder | undefined) => (own ? { ...field, order: own } : field)
const number = fc
  .tuple(fc.constantFrom('uint' as const, 'int' as const), fc.constantFrom(1, 2, 3, 4, 6, 8), order)
  .map(([kind, width, own]): Unnamed => ordered({ kind, width }, own))
const float = fc
  .tuple(fc.constantFrom(4, 8), order)
  .map(([width, own]): Unnamed => ordered({ kind: 'float' as const, width }, own))
const kind = fc.constantFrom('bytes' as const, 'utf8' as const)
const hexText = (least: number, most: number) =>
  fc.uint8Array({ minLength: least, maxLength: most }).map((bytes) => Buffer.from(bytes).toString('hex'))
const magic = hexText(1, 4).map((bytes): Unnamed => ({ kind: 'magic', bytes }))
const crc = order.map((own): Unnamed => ordered({ kind: 'crc32' as const }, own))
const fixed = fc
  .tuple(kind, fc.integer({ min: 1, max: 9 }))
  .map(([one, bytes]): Unnamed => ({ kind: one, size: { by: 'fixed', bytes } }))
const delimited = fc
  .tuple(kind, hexText(1, 3), fc.integer({ min: 0, max: 12 }))
  .map(([one, delimiter, max]): Unnamed => ({ kind: one, size: { by: 'delimiter', delimiter, max } }))
const lengthKind = fc.tuple(fc.constantFrom('uint' as const, 'int' as const), fc.constantFrom(1, 2, 3, 4, 6, 8), order)
const counted = (counts: 'field' | 'after' | 'frame') =>
  fc
    .tuple(lengthKind, fc.array(fc.oneof(number, float), { maxLength: 1 }), kind, fc.integer({ min: 0, max: 20 }))
    .map(
      ([[type, width, own], between, one, max]): Block => [
        ordered({ kind: type, width }, own),
        ...between,
        { kind: one, size: { by: 'length', field: LENGTH, counts, max } },
      ],
    )

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.oneof(number, float, magic, crc, fixed, delimited).map((field): Block => [field]),
  counted('field'),
)
/** The last that varies may be counted together with what is around it. */
const ending: fc.Arbitrary<Block> = fc
  .tuple(
    fc.constantFrom('after' as const, 'frame' as const).chain(counted),
    fc.array(fc.oneof(number, crc), { maxLength: 2 }),
  )
  .map(([fields, behind]) => [...fields, ...behind])

export const plans: fc.Arbitrary<{ definition: Definition; plan: Plan }> = fc
  .tuple(fc.constantFrom<ByteOrder>('be', 'le'), fc.array(block, { minLength: 1, maxLength: 4 }), fc.option(ending))
  .map(([frameOrder, blocks, end]) => {
    const fields = [...blocks, end ?? []].flatMap(named)
    const definition = { name: 'drawn', order: frameOrder, fields }
    const planned = planOf(definition)
    return { definition, planned }
  })
  .filter(({ planned }) => planned.ok)
  .map(({ definition, planned }) => ({ definition, plan: (planned as { plan: Plan }).plan }))

function named(fields: Block, at: number): Field[] {
  const nameOf = (i: number) => `f${at}n${i}`
  return fields.map((field, i) => {
    const full = { ...field, name: nameOf(i) } as Field
    const counts = 'size' in full && full.size.by === 'length'
    return counts ? ({ ...full, size: { ...full.size, field: nameOf(0) } } as Field) : full
  })
}

export function valuesFor(plan: Plan): fc.Arbitrary<Values> {
  return fc.record(Object.fromEntries(plan.fields.filter(isGiven).map((field) => [field.name, valueFor(field)])))
}

function valueFor(field: PlannedField): fc.Arbitrary<Value> {
  if (field.kind === 'number') {
    if (field.type === 'float') return field.width === 4 ? fc.float() : fc.double()
    const { low, high } = integerRange(field.width, field.type === 'int')
    const bigint = fc.bigInt({ min: low, max: high })
    return field.width === 8 ? bigint : bigint.map(Number)
  }
  if (field.kind !== 'fill') throw new Error('no value')
  const { size, text } = field
  const most = size.by === 'fixed' ? size.bytes : size.max
  if (text)
    return fc
      .string({ unit: 'grapheme', maxLength: most })
      .filter((one) => Buffer.byteLength(one) <= most && !one.endsWith('\0'))
      .filter((one) => size.by !== 'delimiter' || isFree(Buffer.from(one), size.delimiter))
  const bytes = fc.uint8Array({ minLength: size.by === 'fixed' ? most : 0, maxLength: most })
  return size.by === 'delimiter' ? bytes.filter((one) => isFree(Buffer.from(one), size.delimiter)) : bytes
}

const isFree = (content: Buffer, delimiter: Uint8Array) =>
  Buffer.concat([content, delimiter]).indexOf(delimiter) === content.length

/** Chunks of these sizes, again and again. */
export function chunked(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length
    chunks.push(bytes.slice(at, at + size))
    at += size
  }
  return chunks
}

export const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
export const SEED = { seed: 20_260, numRuns: 300 }
