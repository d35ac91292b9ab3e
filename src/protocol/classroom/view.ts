/** The live class view, and what a learner's page tells it. */
import { z } from 'zod'
import { isFitForText } from './people.ts'

export const VIEW_LIMITS = {
  note: 2_000,
  /** Notes told at once. */
  notes: 50,
  cell: 120,
  attempts: 100,
}

const Ref = z.string().regex(/^[a-z0-9-]{1,40}\/[a-z0-9-]{1,60}$/)
/** A lab or exercise on the page, e.g. `lab:tcp/handshake-1`. */
const Cell = z
  .string()
  .max(VIEW_LIMITS.cell)
  .regex(/^(lab|exercise|quiz|predict):[a-z0-9/-]+$/)

/** Where a learner is: sent when a page opens and when another cell comes into use, and each half minute. */
export const PresenceInput = z.object({ lesson: Ref, cell: Cell.nullable() }).strict()
/** `join`: whoever answers may work beside them; absent: as it was said before. */
export const HandInput = z.object({ lesson: Ref, cell: Cell.nullable(), join: z.boolean().optional() }).strict()
export const NoteInput = z
  .object({ text: z.string().trim().normalize().min(1).max(VIEW_LIMITS.note).refine(isFitForText) })
  .strict()
/** Everybody's page keeps processes warm for this lab. */
export const WarmInput = z.object({ lab: Ref }).strict()
/** A lesson as its page knows it. `doneAt`: when the last part of it was done, ms; null: not yet. */
export const ProgressInput = z
  .object({
    read: z.boolean(),
    cells: z.number().int().min(0).max(500),
    cellsDone: z.number().int().min(0).max(500),
    done: z.boolean(),
  })
  .strict()

export type ExerciseStanding = {
  exercise: string
  state: 'passed' | 'failing' | 'waiting'
  attempts: number
  /** The best of them, 0 to 1. */
  best: number
  latestAt: number
  /**
   * Tests that failed in the latest attempt; `since`: the submission since which this one has failed without a break,
   * `times`: in how many attempts in a row.
   */
  failing: { id: string; title: string; since: number; times: number }[]
}

export type LearnerStanding = {
  person: string
  name: string
  handle: string
  /** Null: never seen. `here`: heard of within the last minute. */
  presence: { lesson: string; cell: string | null; at: number; here: boolean } | null
  hand: { id: string; lesson: string; cell: string | null; at: number; join: boolean } | null
  lessons: Record<string, { done: boolean; cells: number; cellsDone: number }>
  exercises: ExerciseStanding[]
}

/** `seq`: events after this number are not yet in it. Hands in the order in which they were raised. */
export type ClassView = { seq: number; at: number; learners: LearnerStanding[]; hands: string[] }

export type Hand = { id: string; lesson: string; cell: string | null; at: number; ahead: number; join: boolean }
export type Note = { id: string; by: string; text: string; at: number }

export type AttemptSummary = {
  id: string
  exercise: string
  submittedAt: number
  verdict: 'pass' | 'fail' | 'error' | null
  points: number
  maxPoints: number
}

/** Of the latest attempts of all who tried and did not pass. */
export type ExerciseInsight = {
  exercise: string
  tried: number
  passed: number
  tests: { id: string; title: string; learners: number; answers: { answer: string; learners: number }[] }[]
}
