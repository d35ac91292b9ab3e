/**
 * Whether a learner's submission is taken, and for which cohort it counts. An exercise that several assignments ask for
 * counts in each whose window it falls into; it is refused only when all of them refuse it.
 */
import type { Assignment } from '../../../protocol/classroom/assignments.ts'
import type { Db, Trx } from '../../database/database.ts'
import { admit, hiddenShown, type Window, windowOf } from './policy.ts'
import { assignmentsOf, extensionsOf } from './store.ts'

export type Admitted =
  | { ok: true; cohort: string | null; attemptsLeft: number | null }
  | { ok: false; cohort: string; why: Refused; title: string; at: number; timeZone: string; limit: number }
export type Refused = 'NOT_OPEN_YET' | 'CLOSED' | 'NO_ATTEMPTS_LEFT' | 'COOLING_DOWN'

type Asked = { assignment: Assignment; window: Window; moreAttempts: number; timeZone: string }

/** Practice (an exercise that no assignment asks for) is always taken. */
export async function admission(db: Db | Trx, person: string, exercise: string, now: number): Promise<Admitted> {
  const { asked, home } = await askedFor(db, person, exercise)
  if (asked.length === 0) return { ok: true, cohort: home, attemptsLeft: null }
  const earlier = await db
    .selectFrom('attempt')
    .select(['cohort_id', 'submitted_at'])
    .where('person_id', '=', person)
    .where('exercise', '=', exercise)
    .execute()
  const answers = asked.map((one) => {
    const { opensAt } = one.window
    const times = earlier
      .filter(({ cohort_id, submitted_at }) => cohort_id === one.assignment.cohort && submitted_at >= (opensAt ?? 0))
      .map(({ submitted_at }) => submitted_at)
    return { one, answer: admit(one.assignment, one.window, one.moreAttempts, times, now) }
  })
  for (const { one, answer } of answers)
    if (answer.ok) return { ok: true, cohort: one.assignment.cohort, attemptsLeft: answer.attemptsLeft }
  // The refusal that passes soonest is the one worth telling.
  const order: Refused[] = ['COOLING_DOWN', 'NOT_OPEN_YET', 'NO_ATTEMPTS_LEFT', 'CLOSED']
  const refusals = answers.flatMap(({ one, answer }) => (answer.ok ? [] : [{ one, answer }]))
  const { one, answer } = refusals.toSorted((a, b) => order.indexOf(a.answer.why) - order.indexOf(b.answer.why))[0]!
  const { assignment, window, moreAttempts, timeZone } = one
  const at =
    answer.why === 'COOLING_DOWN'
      ? answer.until
      : answer.why === 'NOT_OPEN_YET'
        ? window.opensAt!
        : (window.closesAt ?? now)
  const limit = (assignment.attemptLimit ?? 0) + moreAttempts
  return { ok: false, cohort: assignment.cohort, why: answer.why, title: assignment.title, at, timeZone, limit }
}

/** Whether this learner may read what hidden tests of an exercise said: every assignment that asks for it has to allow. */
export async function mayReadHidden(db: Db | Trx, person: string, exercise: string, now: number): Promise<boolean> {
  const { asked } = await askedFor(db, person, exercise)
  return asked.every(({ assignment, window }) => hiddenShown(assignment, window, now))
}

/** Assignments that ask a person, as a learner, for an exercise; and the cohort that practice counts for. */
async function askedFor(
  db: Db | Trx,
  person: string,
  exercise: string,
): Promise<{ asked: Asked[]; home: string | null }> {
  const cohorts = await db
    .selectFrom('membership')
    .innerJoin('cohort', 'cohort.id', 'membership.cohort_id')
    .select(['cohort.id', 'cohort.time_zone'])
    .where('membership.person_id', '=', person)
    .where('membership.role', '=', 'learner')
    .where('cohort.archived_at', 'is', null)
    .orderBy('membership.joined_at', 'desc')
    .orderBy('cohort.id')
    .execute()
  const zones = new Map(cohorts.map(({ id, time_zone }) => [id, time_zone]))
  const all = await assignmentsOf(db, [...zones.keys()])
  const asking = all.filter(({ items }) => items.some(({ kind, ref }) => kind === 'exercise' && ref === exercise))
  const extensions = await extensionsOf(
    db,
    asking.map(({ id }) => id),
    person,
  )
  const asked = asking.map((assignment) => {
    const extension = extensions.get(assignment.id)?.get(person) ?? null
    const window = windowOf(assignment, extension)
    return { assignment, window, moreAttempts: extension?.moreAttempts ?? 0, timeZone: zones.get(assignment.cohort)! }
  })
  return { asked, home: cohorts[0]?.id ?? null }
}
