/** The parser of fault plans that come over a boundary. Bounds: FAULT_LIMITS. */
import { z } from 'zod'
import { FAULT_LIMITS, FAULT_PROTOCOLS, type FaultPlan, type FaultProtocol } from './faults.ts'

const L = FAULT_LIMITS
const whole = (min: number, max: number) => z.number().int().min(min).max(max)

/** A host's or link's name. */
export const NodeName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'a host or link is named in a–z, 0–9 and -')

export const FaultPlaceShape = {
  link: NodeName.optional(),
  from: NodeName.optional(),
  to: NodeName.optional(),
  of: z.enum(FAULT_PROTOCOLS as [FaultProtocol, ...FaultProtocol[]]).optional(),
}

const rule = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.object({ ...FaultPlaceShape, kind: z.literal(kind), ...shape }).strict()

const probability = z.number().min(0).max(1)
const ms = z.number().min(0).max(L.delayMs)
const gapMs = z.number().min(0).max(L.gapMs)
const runMs = z.number().min(0).max(L.cutMs)

const FaultRuleSchema = z.union([
  z.discriminatedUnion('kind', [
    rule('loss', { probability }),
    rule('drop', { nth: z.array(whole(1, L.nth)).min(1).max(L.drops) }),
    rule('duplicate', { probability }),
    rule('reorder', { probability, by: whole(1, L.reorderBy) }),
    rule('delay', { ms }),
    rule('jitter', { ms }),
    rule('rate', { kbps: z.number().min(L.minKbps).max(L.maxKbps), queue: whole(L.minQueue, L.queue) }),
    rule('cut', { fromMs: runMs.optional(), untilMs: runMs.optional() }),
    rule('coalesce', { bytes: whole(2, L.size), ms: z.number().min(1).max(L.joinMs) }),
    rule('reset', { after: whole(1, L.reset) }),
  ]),
  rule('split', { sizes: z.array(whole(1, L.size)).min(1).max(L.sizes), gapMs }),
  rule('split', { mean: whole(1, L.size), gapMs }),
])

export const FaultPlanSchema = z
  .object({ seed: whole(0, 0xffff_ffff), rules: z.array(FaultRuleSchema).max(L.rules) })
  .strict() satisfies z.ZodType<FaultPlan>
