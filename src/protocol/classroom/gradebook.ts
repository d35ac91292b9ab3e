/** The gradebook and regrades as pages and sidecar exchange them. Points are rounded to a hundredth. */
import { z } from 'zod'
import { ASSIGNMENT_LIMITS } from './assignments.ts'

export type GradeCell = {
  /** What counts; null while there is nothing to count. */
  points: number | null
  of: number
  attempt: string | null
  /** Before lateness. */
  raw: number | null
  lateDays: number
  /** What lateness left of the points, 0 to 1. */
  lateFactor: number
  override: { points: number; reason: string; by: string; at: number } | null
  attempts: number
}

export type GradebookColumn = {
  assignment: string
  title: string
  kind: 'lesson' | 'exercise'
  ref: string
  of: number
  statistics: { graded: number; difficulty: number | null; discrimination: number | null; attempts: number | null }
}

export type GradebookRow = {
  person: string
  name: string
  handle: string
  email: string | null
  sourceId: string | null
  /** One for each column. */
  cells: GradeCell[]
  total: number
}

export type Gradebook = { columns: GradebookColumn[]; rows: GradebookRow[]; of: number }

/** Null points take an override back. */
export const OverrideInput = z
  .object({
    exercise: z.string().max(120),
    person: z.string().max(64),
    points: z.number().min(0).max(ASSIGNMENT_LIMITS.points).nullable(),
    reason: z.string().trim().min(1).max(ASSIGNMENT_LIMITS.reason),
  })
  .strict()
export type OverrideInput = z.infer<typeof OverrideInput>

/** Null: all exercises of the cohort. */
export const RegradeInput = z.object({ exercise: z.string().max(120).nullable() }).strict()

export type Regrade = {
  id: string
  exercise: string | null
  /** `ready` when every attempt has its new verdict. */
  state: 'running' | 'ready' | 'applied' | 'discarded'
  by: string
  startedAt: number
  endedAt: number | null
  done: number
  total: number
}

/** A verdict that differs, and what it does to the grades. */
export type RegradeChange = {
  attempt: string
  person: string
  name: string
  exercise: string
  submittedAt: number
  before: { verdict: string; points: number; maxPoints: number } | null
  after: { verdict: string; points: number; maxPoints: number }
}
export type GradeChange = {
  person: string
  name: string
  assignment: string
  title: string
  ref: string
  before: number | null
  after: number | null
}
export type RegradePreview = { regrade: Regrade; verdicts: RegradeChange[]; grades: GradeChange[] }
