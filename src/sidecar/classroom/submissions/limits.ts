import type { Rate } from '../http/limits.ts'

export const SUBMISSION_RULES = {
  /** Submissions of one person: so many at once, then one each `refillMs`. */
  rate: { burst: 8, refillMs: 10_000 } satisfies Rate,
  /** Of one person, not yet graded: more would only wait for each other. */
  waiting: 10,
  /** Files of one submission together, bytes of UTF-8. The grader judges smaller ones that are still too large. */
  bytes: 4 << 20,
  /** Of everything that is stored of one person; beyond, nothing more is taken. */
  personBytes: 128 << 20,
  /** How often whoever waits is told their place: from the first for a short line to the second for a long one, ms. */
  placeMs: 1_000,
  placeAtMostMs: 10_000,
}
export type SubmissionRules = typeof SUBMISSION_RULES
