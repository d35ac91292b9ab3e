/** Assignments as pages and sidecar exchange them. Times are ms since the epoch; null: no such bound. */
import { z } from 'zod'
import { isFitForLine } from './people.ts'

export const ASSIGNMENT_LIMITS = {
  title: 120,
  items: 200,
  points: 10_000,
  attempts: 1_000,
  /** A week, ms. */
  cooldownMs: 7 * 86_400_000,
  reason: 500,
}

const Time = z.number().int().min(0).max(8_640_000_000_000_000)
const Ref = z.string().regex(/^[a-z0-9-]{1,40}\/[a-z0-9-]{1,60}$/)

/**
 * What lateness costs. Up to `graceMinutes` after the due time it costs nothing; then each day that has begun since the
 * due time costs `percentPerDay` of the points, down to `floorPercent`, below which nothing falls. Days are 24 hours.
 */
export const LatePolicy = z
  .object({
    percentPerDay: z.number().min(0).max(100),
    floorPercent: z.number().min(0).max(100),
    graceMinutes: z
      .number()
      .int()
      .min(0)
      .max(7 * 24 * 60),
  })
  .strict()
export type LatePolicy = z.infer<typeof LatePolicy>
export const NO_PENALTY: LatePolicy = { percentPerDay: 0, floorPercent: 0, graceMinutes: 0 }

export const AssignmentItem = z
  .object({
    kind: z.enum(['lesson', 'exercise']),
    ref: Ref,
    points: z.number().min(0).max(ASSIGNMENT_LIMITS.points),
  })
  .strict()
export type AssignmentItem = z.infer<typeof AssignmentItem>

export const AssignmentInput = z
  .object({
    title: z.string().trim().normalize().min(1).max(ASSIGNMENT_LIMITS.title).refine(isFitForLine),
    items: z.array(AssignmentItem).min(1).max(ASSIGNMENT_LIMITS.items),
    opensAt: Time.nullable(),
    dueAt: Time.nullable(),
    closesAt: Time.nullable(),
    late: LatePolicy,
    /** Null: as many as one likes. */
    attemptLimit: z.number().int().min(1).max(ASSIGNMENT_LIMITS.attempts).nullable(),
    /** Between two submissions of one exercise. */
    cooldownMs: z.number().int().min(0).max(ASSIGNMENT_LIMITS.cooldownMs),
    hiddenTests: z.enum(['never', 'after-due', 'after-release']),
    keep: z.enum(['best', 'last']),
  })
  .strict()
  .superRefine(({ opensAt, dueAt, closesAt, items }, context) => {
    const order = (earlier: number | null, later: number | null, path: string, code: string) => {
      if (earlier !== null && later !== null && later < earlier)
        context.addIssue({ code: 'custom', path: [path], params: { code }, message: code })
    }
    order(opensAt, dueAt, 'dueAt', 'DUE_BEFORE_OPEN')
    order(opensAt, closesAt, 'closesAt', 'CLOSE_BEFORE_OPEN')
    order(dueAt, closesAt, 'closesAt', 'CLOSE_BEFORE_DUE')
    const seen = new Set<string>()
    for (const [at, { kind, ref }] of items.entries()) {
      if (seen.has(`${kind} ${ref}`))
        context.addIssue({ code: 'custom', path: ['items', at], params: { code: 'ITEM_TWICE' }, message: 'ITEM_TWICE' })
      seen.add(`${kind} ${ref}`)
    }
  })
export type AssignmentInput = z.infer<typeof AssignmentInput>

export const ExtensionInput = z
  .object({
    dueAt: Time.nullable(),
    closesAt: Time.nullable(),
    moreAttempts: z.number().int().min(0).max(ASSIGNMENT_LIMITS.attempts),
    reason: z.string().trim().max(ASSIGNMENT_LIMITS.reason),
  })
  .strict()
export type ExtensionInput = z.infer<typeof ExtensionInput>

/** An assignment as it is told. What a learner is told has their own extension worked in (`mine`). */
export type Assignment = AssignmentInput & {
  id: string
  cohort: string
  releasedAt: number | null
  createdAt: number
}

export type Extension = ExtensionInput & { person: string; by: string; at: number }
