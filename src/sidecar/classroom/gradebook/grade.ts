/** One learner's grade for one exercise of an assignment: which attempt counts, what lateness took, what was overridden. Pure. */
import type { Assignment } from '../../../protocol/classroom/assignments.ts'
import { type Lateness, latenessOf, type Window } from '../assignments/policy.ts'

export type GradedAttempt = {
  id: string
  submittedAt: number
  /** Of the current verdict. */
  verdict: 'pass' | 'fail' | 'error'
  points: number
  maxPoints: number
}

export type Override = { points: number; reason: string; by: string; at: number }

export type Grade = {
  /** What counts, 0 to `of`; null while there is nothing to count. */
  points: number | null
  of: number
  /** The attempt that counts; null for an override without one, and while there is none. */
  attempt: string | null
  /** Scaled to `of`, before lateness. */
  raw: number | null
  lateness: Lateness
  override: Override | null
  /** Attempts within the window. */
  attempts: number
}

/**
 * Attempts outside of the window do not count. An attempt that only our own error ended counts for nothing and takes
 * nothing away. Best: the highest after lateness; of equal ones the earliest. Last: the latest.
 */
export function gradeOf(
  { late, keep }: Pick<Assignment, 'late' | 'keep'>,
  of: number,
  window: Window,
  attempts: readonly GradedAttempt[],
  override: Override | null,
): Grade {
  const within = attempts.filter(({ submittedAt }) => isWithin(window, submittedAt))
  const counted = within
    .filter(({ verdict }) => verdict !== 'error')
    .map((attempt) => {
      const raw = attempt.maxPoints > 0 ? (attempt.points / attempt.maxPoints) * of : 0
      const lateness = latenessOf(late, window.dueAt, attempt.submittedAt)
      return { ...attempt, raw: rounded(raw), lateness, points: rounded(raw * lateness.factor) }
    })
    .toSorted((a, b) => a.submittedAt - b.submittedAt)
  const chosen =
    keep === 'last'
      ? counted.at(-1)
      : counted.reduce<(typeof counted)[number] | undefined>(
          (best, one) => (best === undefined || one.points > best.points ? one : best),
          undefined,
        )
  return {
    points: override ? override.points : (chosen?.points ?? null),
    of,
    attempt: chosen?.id ?? null,
    raw: chosen?.raw ?? null,
    lateness: chosen?.lateness ?? { days: 0, factor: 1 },
    override,
    attempts: within.length,
  }
}

function isWithin({ opensAt, closesAt }: Window, at: number): boolean {
  return (opensAt === null || at >= opensAt) && (closesAt === null || at <= closesAt)
}

/** To a hundredth: what is shown is what is added up. */
export function rounded(points: number): number {
  return Math.round((points + Number.EPSILON) * 100) / 100
}
