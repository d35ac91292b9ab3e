/**
 * What another browser remembers, brought into what this one does. Nothing here is overwritten: a pass stays a pass, the
 * earlier date of a first time holds, and of two different answers this browser's stays and the other is kept beside it.
 */
import type { Answer, Remembered } from '../../../protocol/work.ts'

export type MergePlan = {
  /** Exercises whose state this browser did not have. */
  progress: number
  /** Questions answered there alone. */
  answers: number
  /** Questions answered otherwise here. */
  otherwise: number
  /** Lessons and exercises whose dates change. */
  dates: number
}
export type Merged = { next: Remembered; plan: MergePlan }

export function merged(here: Remembered, there: Remembered): Merged {
  const progress = { ...here.progress }
  for (const [id, state] of Object.entries(there.progress)) if (progress[id] !== 'passed') progress[id] = state
  const answers = { ...here.answers }
  const otherAnswers = { ...here.otherAnswers }
  let otherwise = 0
  const beside = (key: string, answer: Answer) => {
    const known = otherAnswers[key] ?? []
    if (same(answers[key], answer) || known.some((one) => same(one, answer))) return false
    otherAnswers[key] = [...known, answer]
    return true
  }
  for (const [key, answer] of Object.entries(there.answers)) {
    const mine = answers[key]
    if (mine === undefined) answers[key] = answer
    else if (beside(key, answer)) otherwise += 1
    // The same answer, shown there: what is right is known.
    else if (mine.answer === answer.answer && answer.shown) answers[key] = answer
  }
  for (const [key, list] of Object.entries(there.otherAnswers)) for (const answer of list) beside(key, answer)
  const lessons = { ...here.lessons }
  for (const [id, span] of Object.entries(there.lessons)) {
    const mine = lessons[id] ?? span
    lessons[id] = { first: least(mine.first, span.first), last: greatest(mine.last, span.last) }
  }
  const exercises = { ...here.exercises }
  for (const [id, dates] of Object.entries(there.exercises)) {
    const mine = exercises[id] ?? {}
    const tried = [mine.tried, dates.tried].filter((at) => at !== undefined).sort()[0]
    const passed = [mine.passed, dates.passed].filter((at) => at !== undefined).sort()[0]
    exercises[id] = { ...(tried && { tried }), ...(passed && { passed }) }
  }
  return {
    next: { progress, answers, otherAnswers, lessons, exercises },
    plan: {
      progress: changed(here.progress, progress),
      answers: Object.keys(answers).length - Object.keys(here.answers).length,
      otherwise,
      dates: changed(here.lessons, lessons) + changed(here.exercises, exercises),
    },
  }
}

function same(a: Answer | undefined, b: Answer): boolean {
  return a?.answer === b.answer
}
const least = (a: string, b: string) => (a < b ? a : b)
const greatest = (a: string, b: string) => (a > b ? a : b)

function changed(before: Record<string, unknown>, after: Record<string, unknown>): number {
  return Object.entries(after).filter(([id, value]) => JSON.stringify(before[id]) !== JSON.stringify(value)).length
}
