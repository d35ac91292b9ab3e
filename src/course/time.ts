/** How long a lesson takes, from what stands in it. One rule for the lesson's head, the unit's page and the home page. */
import type { Locale } from './schema.ts'

/** Somebody who meets the matter for the first time and reads with care; not measured on readers. */
export const RATES = {
  /** English words a minute. */
  words: 180,
  /** Chinese characters a minute; the Latin words among them are read as words. */
  han: 300,
  /** To run a lab, look at what came, and run it again otherwise. */
  labMinutes: 3,
  /** A prediction or a question. */
  questionMinutes: 0.5,
  /** To read an exercise's task and to see its tests fail. */
  exerciseMinutes: 4,
  /** Lines of a solution that are written and mended a minute. */
  solutionLines: 5,
  /** Times are told in steps of this, minutes. */
  step: 5,
}

export type Contents = {
  /** Of the running text in that language. */
  words: number
  han: number
  labs: number
  questions: number
  /** Of each exercise: lines of its solution that the starter does not have. */
  exercises: readonly number[]
}

/** Minutes for a whole lesson, in steps, at least one step. Throws RangeError for a count below 0. */
export function lessonMinutes(locale: Locale, contents: Contents): number {
  const { words, han, labs, questions, exercises } = contents
  if ([words, han, labs, questions, ...exercises].some((count) => !(count >= 0)))
    throw new RangeError(`contents of a lesson are counted from 0: ${JSON.stringify(contents)}`)
  const reading = words / RATES.words + (locale === 'zh-cn' ? han / RATES.han : 0)
  const doing = labs * RATES.labMinutes + questions * RATES.questionMinutes
  const solving = exercises.reduce((sum, lines) => sum + RATES.exerciseMinutes + lines / RATES.solutionLines, 0)
  return Math.max(RATES.step, Math.round((reading + doing + solving) / RATES.step) * RATES.step)
}
