/** What a frame's exercise can ask: which tests make sense for it, and with which numbers. */
import { integerRange } from '../integers.ts'
import { leastSize, type Plan } from '../plan.ts'

/** `claim`: a length one byte over the limit. `bytes`: so many of `filler` hold no delimiter within the limit. */
export type LimitCase =
  | { by: 'length'; field: string; claim: number }
  | { by: 'delimiter'; field: string; bytes: number; filler: number }
/** Names of fields; null where there is none. `loose`: a field may be empty. */
export type ExerciseShape = {
  loose: boolean
  limits: LimitCase[]
  negative: string | null
  magic: string | null
  crc: string | null
}

/** Longer ones are not filled to their limit by a test, bytes. */
const FILLED = 65_536

/** A frame of one byte cannot be cut, so that there is nothing to learn from it. */
export function isCuttable({ fields }: Plan): boolean {
  const loose = fields.some((field) => field.kind === 'fill' && field.size.by !== 'fixed')
  return loose || fields.reduce((sum, field) => sum + leastSize(field), 0) > 1
}

export function shapeOf(plan: Plan): ExerciseShape {
  const { fields } = plan
  const named = (kind: string) => fields.find((field) => field.kind === kind)?.name ?? null
  const lengths = fields.filter((field) => field.kind === 'number').filter(({ measures }) => measures !== null)
  // With several lengths the spec's one claim would change them all.
  const single = lengths.length === 1 ? lengths[0]! : null
  const signed = single?.type === 'int' ? fields[single.measures!.target]!.name : null
  return {
    loose: fields.some((field) => field.kind === 'fill' && field.size.by !== 'fixed'),
    limits: fields.flatMap((_, at) => limitCase(plan, at, single !== null)),
    negative: signed,
    magic: named('magic'),
    crc: named('crc32'),
  }
}

function limitCase({ fields }: Plan, at: number, single: boolean): LimitCase[] {
  const field = fields[at]!
  if (field.kind !== 'fill' || field.size.by === 'fixed') return []
  const { name, size } = field
  if (size.by === 'delimiter') {
    const filler = [0x2e, 0x78, 0x30].find((byte) => !size.delimiter.includes(byte)) ?? 0
    return size.max <= FILLED ? [{ by: 'delimiter', field: name, bytes: size.max + size.delimiter.length, filler }] : []
  }
  const length = fields[size.field]!
  if (!single || length.kind !== 'number') return []
  const counted = fields.slice(size.counts === 'frame' ? 0 : size.field + 1, at)
  const varies = counted.some((one) => one.kind === 'fill' && one.size.by !== 'fixed')
  if (size.counts !== 'field' && varies) return []
  const before = size.counts === 'field' ? 0 : counted.reduce((sum, one) => sum + leastSize(one), 0)
  const claim = size.max + 1 + before + size.tail
  return claim <= Number(integerRange(length.width, length.type === 'int').high)
    ? [{ by: 'length', field: name, claim }]
    : []
}
