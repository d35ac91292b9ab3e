/** What a receiver may believe of a frame that its sender does not: the two disagreements that no byte betrays. */
import type { Counts } from './frame.ts'
import { leastSize, type Plan } from './plan.ts'

export type Belief = 'same' | 'other-order' | Counts

/** Beliefs that differ from the plan. */
export function beliefs({ fields }: Plan): Belief[] {
  const orders = fields.some((field) => (field.kind === 'number' && field.width > 1) || field.kind === 'crc32')
  const counted = fields.flatMap((field) => (field.kind === 'fill' && field.size.by === 'length' ? [field.size] : []))
  // Other ways to count make sense only of the last field that varies.
  const last = fields.findLast((field) => field.kind === 'fill' && field.size.by !== 'fixed')
  const recountable = last?.kind === 'fill' && last.size.by === 'length' && counted.length === 1 ? last.size : null
  const counts = (['field', 'after', 'frame'] as const).filter((one) => recountable && one !== recountable.counts)
  return ['same', ...(orders ? ['other-order' as const] : []), ...counts]
}

/** The receiver's plan. */
export function believed(plan: Plan, belief: Belief): Plan {
  if (belief === 'same') return plan
  const fields = plan.fields.map((field, at): Plan['fields'][number] => {
    if (belief === 'other-order')
      return field.kind === 'number' || field.kind === 'crc32' ? { ...field, little: !field.little } : field
    if (field.kind === 'number' && field.measures) return { ...field, measures: { ...field.measures, counts: belief } }
    if (field.kind !== 'fill' || field.size.by !== 'length') return field
    const behind = plan.fields.slice(at + 1)
    const tail = belief === 'field' ? 0 : behind.reduce((sum, one) => sum + leastSize(one), 0)
    return { ...field, size: { ...field.size, counts: belief, tail } }
  })
  return { ...plan, fields }
}
