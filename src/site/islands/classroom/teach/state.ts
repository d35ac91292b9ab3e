/** The class view as events change it, and what is read off it. Pure. */
import type { ClassEvent } from '../../../../protocol/classroom/live.ts'
import type { ClassView, ExerciseStanding, LearnerStanding } from '../../../../protocol/classroom/view.ts'

export const STUCK = {
  /** The same test has failed for so long, ms, or in so many attempts in a row. */
  forMs: 15 * 60_000,
  times: 5,
}
/** As long as the server takes somebody for present, ms. */
export const HERE_MS = 75_000

/** The view after the event; null: it has to be asked for anew. */
export function viewAfter(view: ClassView, event: ClassEvent, at: number): ClassView | null {
  switch (event.type) {
    case 'presence': {
      const { person, lesson, cell } = event
      return changed(view, person, () => ({ presence: { lesson, cell, at: event.at, here: true } }))
    }
    case 'progress': {
      const { person, lesson, cells, cellsDone, done } = event
      return changed(view, person, ({ lessons }) => {
        const before = lessons[lesson]
        return { lessons: { ...lessons, [lesson]: { done: done || before?.done === true, cells, cellsDone } } }
      })
    }
    case 'hand': {
      const { person, hand } = event
      const others = view.hands.filter((one) => one !== person)
      const next = changed(view, person, () => ({ hand }))
      return next && { ...next, hands: hand === null ? others : [...others, person] }
    }
    case 'submitted': {
      const { person, exercise } = event
      return changed(view, person, ({ exercises }) => {
        const before = exercises.find((one) => one.exercise === exercise)
        const now: ExerciseStanding = {
          exercise,
          state: before?.state === 'passed' ? 'passed' : 'waiting',
          attempts: (before?.attempts ?? 0) + 1,
          best: before?.best ?? 0,
          latestAt: at,
          failing: before?.failing ?? [],
        }
        return { exercises: [...exercises.filter((one) => one.exercise !== exercise), now] }
      })
    }
    case 'graded':
      return event.generation === 0 ? null : view
    case 'members':
    case 'gradebook':
      return null
    default:
      return view
  }
}

/** Null when nobody of that id is in the view. */
function changed(view: ClassView, person: string, change: (one: LearnerStanding) => Partial<LearnerStanding>) {
  if (!view.learners.some((one) => one.person === person)) return null
  const learners = view.learners.map((one) => (one.person === person ? { ...one, ...change(one) } : one))
  return { ...view, learners }
}

export function isHere({ presence }: LearnerStanding, now: number): boolean {
  return presence !== null && now - presence.at <= HERE_MS
}

export type Column = { kind: 'lesson' | 'exercise'; ref: string; title: string }
export type Pip = {
  state: 'passed' | 'failing' | 'stuck' | 'waiting' | 'working' | 'done' | 'begun' | 'none'
  attempts: number
}

export function pipOf(learner: LearnerStanding, { kind, ref }: Column, now: number): Pip {
  const { lessons, exercises, presence } = learner
  if (kind === 'lesson') {
    const lesson = lessons[ref]
    if (lesson?.done) return { state: 'done', attempts: 0 }
    const there = presence?.lesson === ref && isHere(learner, now)
    return { state: there ? 'working' : lesson || presence?.lesson === ref ? 'begun' : 'none', attempts: 0 }
  }
  const standing = exercises.find((one) => one.exercise === ref)
  if (!standing) {
    const there = presence?.cell === `exercise:${ref}` && isHere(learner, now)
    return { state: there ? 'working' : 'none', attempts: 0 }
  }
  const { state, attempts } = standing
  if (state === 'failing' && longestFailing(standing, now) !== null) return { state: 'stuck', attempts }
  return { state, attempts }
}

type Failing = ExerciseStanding['failing'][number]

/** The test that makes this exercise stuck, the longest failing of them; null when it is not. */
export function longestFailing({ state, failing }: ExerciseStanding, now: number): Failing | null {
  if (state === 'passed') return null
  const long = failing.filter(({ since, times }) => times >= STUCK.times || (times > 1 && now - since >= STUCK.forMs))
  return long.toSorted((a, b) => a.since - b.since)[0] ?? null
}

export type Stuck = { learner: LearnerStanding; exercise: string; test: Failing }

/** Longest first. */
export function stuckOf(learners: readonly LearnerStanding[], now: number): Stuck[] {
  return learners
    .flatMap((learner) =>
      learner.exercises.flatMap((standing): Stuck[] => {
        const test = longestFailing(standing, now)
        return test ? [{ learner, exercise: standing.exercise, test }] : []
      }),
    )
    .toSorted((a, b) => a.test.since - b.test.since)
}

/** Stuck longest first, then raised hands, then who is here; the rest as they come, by name. */
export function stuckFirst(view: ClassView, now: number): LearnerStanding[] {
  const stuck = stuckOf(view.learners, now).map(({ learner }) => learner.person)
  const rank = (one: LearnerStanding): number => {
    const at = stuck.indexOf(one.person)
    if (at >= 0) return at
    const hand = view.hands.indexOf(one.person)
    if (hand >= 0) return stuck.length + hand
    return stuck.length + view.hands.length + (isHere(one, now) ? 0 : 1)
  }
  return view.learners.toSorted((a, b) => rank(a) - rank(b))
}
