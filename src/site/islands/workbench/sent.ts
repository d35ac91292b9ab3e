/** The three messages encoded, or why one of them cannot be. */
import { encode, type ValueProblem } from '../../../workbench/encode.ts'
import type { Span, Values } from '../../../workbench/frame.ts'
import type { Plan } from '../../../workbench/plan.ts'
import type { BenchState } from '../../../workbench/state.ts'
import { type TypedProblem, valuesOf } from '../../../workbench/typed.ts'

export type Sent =
  | { ok: true; values: Values; bytes: Uint8Array; spans: Span[] }
  | { ok: false; problem: ValueProblem | TypedProblem }

export function sentOf(plan: Plan, messages: BenchState['messages']): Sent[] {
  return messages.map((typed): Sent => {
    const read = valuesOf(plan, typed)
    if (!read.ok) return read
    const encoded = encode(plan, read.values)
    return encoded.ok ? { ...encoded, values: read.values } : encoded
  })
}

/** All bytes in a row, whose field each is, and where messages end; null while one of them cannot be sent. */
export function streamOf(sent: readonly Sent[]): { bytes: Uint8Array; fields: number[]; ends: number[] } | null {
  const all = sent.flatMap((one) => (one.ok ? [one] : []))
  if (all.length < sent.length) return null
  const total = all.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const bytes = new Uint8Array(total)
  const fields: number[] = []
  const ends: number[] = []
  let at = 0
  for (const one of all) {
    bytes.set(one.bytes, at)
    for (const { field, from, to } of one.spans) for (let i = from; i < to; i++) fields.push(field)
    at += one.bytes.length
    ends.push(at)
  }
  return { bytes, fields, ends }
}
