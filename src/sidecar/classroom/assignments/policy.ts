/** What an assignment's rules say about one learner at one moment. Pure; times in ms since the epoch. */
import type { Assignment, ExtensionInput } from '../../../protocol/classroom/assignments.ts'

export { type Lateness, latenessOf } from '../../../protocol/classroom/lateness.ts'

/** The bounds that hold for a learner, with their extension worked in. */
export type Window = { opensAt: number | null; dueAt: number | null; closesAt: number | null }

/** An extension moves the due time; a closing time that would then come first moves with it. It never shortens. */
export function windowOf(
  { opensAt, dueAt, closesAt }: Pick<Assignment, 'opensAt' | 'dueAt' | 'closesAt'>,
  extension: Pick<ExtensionInput, 'dueAt' | 'closesAt'> | null,
): Window {
  const due = later(dueAt, extension?.dueAt ?? null)
  const closes = later(closesAt, extension?.closesAt ?? null)
  return { opensAt, dueAt: due, closesAt: closes !== null && due !== null ? Math.max(closes, due) : closes }
}

/** The later of a bound and its extension; no bound stays none. */
function later(bound: number | null, extended: number | null): number | null {
  if (bound === null) return null
  return extended === null ? bound : Math.max(bound, extended)
}

/** Opening and due time belong to the time before and up to them: on the stroke is in time. */
export function phaseOf({ opensAt, dueAt, closesAt }: Window, now: number): 'early' | 'open' | 'late' | 'closed' {
  if (opensAt !== null && now < opensAt) return 'early'
  if (closesAt !== null && now > closesAt) return 'closed'
  return dueAt !== null && now > dueAt ? 'late' : 'open'
}

export type Admission =
  | { ok: true; attemptsLeft: number | null }
  | { ok: false; why: 'NOT_OPEN_YET' | 'CLOSED' | 'NO_ATTEMPTS_LEFT' }
  | { ok: false; why: 'COOLING_DOWN'; until: number }

/** Whether one more submission of an exercise is taken. `earlier`: times of those before, in any order. */
export function admit(
  assignment: Pick<Assignment, 'attemptLimit' | 'cooldownMs'>,
  window: Window,
  moreAttempts: number,
  earlier: readonly number[],
  now: number,
): Admission {
  const phase = phaseOf(window, now)
  if (phase === 'early') return { ok: false, why: 'NOT_OPEN_YET' }
  if (phase === 'closed') return { ok: false, why: 'CLOSED' }
  const limit = assignment.attemptLimit === null ? null : assignment.attemptLimit + moreAttempts
  if (limit !== null && earlier.length >= limit) return { ok: false, why: 'NO_ATTEMPTS_LEFT' }
  const until = earlier.length === 0 ? 0 : Math.max(...earlier) + assignment.cooldownMs
  if (now < until) return { ok: false, why: 'COOLING_DOWN', until }
  return { ok: true, attemptsLeft: limit === null ? null : limit - earlier.length - 1 }
}

/** Whether a learner may read what hidden tests said. */
export function hiddenShown(
  { hiddenTests, releasedAt }: Pick<Assignment, 'hiddenTests' | 'releasedAt'>,
  { dueAt }: Window,
  now: number,
): boolean {
  switch (hiddenTests) {
    case 'never':
      return false
    case 'after-due':
      return dueAt !== null && now > dueAt
    case 'after-release':
      return releasedAt !== null && now >= releasedAt
    default:
      return hiddenTests satisfies never
  }
}
