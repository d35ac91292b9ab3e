import type { Locale } from '../../../../course/schema.ts'
import type { Cohort } from '../../../../protocol/classroom/cohorts.ts'
import type { WhoIAm } from '../../../../protocol/classroom/people.ts'
import type { ClassCourse, Titles } from '../course.ts'
import type { ClassWords } from '../words/index.ts'

/** What every part of a class's teaching pages has at hand. */
export type InCohort = {
  cohort: Cohort
  /** Path of the cohort under `/api/class/`. */
  base: string
  /** Instructors change; assistants look, answer hands and write notes. */
  mayChange: boolean
  me: WhoIAm
  course: ClassCourse
  titles: Titles
  locale: Locale
  words: ClassWords
  changed(cohort: Cohort): void
}
