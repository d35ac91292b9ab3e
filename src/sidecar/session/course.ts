/** What a session asks of the course. Read from disk at each question, so that an edited lab is the one that runs. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTENT, CourseError, type LoadedExercise, type LoadedLab, loadExercise, loadLab } from '../../course/load.ts'
import { labsOfReference } from '../../course/reference.ts'
import { LOCALES } from '../../course/schema.ts'
import { UNITS } from '../../course/units.ts'

export type LessonContents = { labs: string[]; exercises: string[] }

/** Each gives null when there is no such thing, and throws CourseError when it is there and wrong. */
export interface Course {
  lesson(id: string): LessonContents | null
  lab(id: string): LoadedLab | null
  exercise(id: string): LoadedExercise | null
}

export const COURSE: Course = {
  lesson: readLesson,
  lab: (id) => nullIfUnknown(() => loadLab(id)),
  exercise: (id) => nullIfUnknown(() => loadExercise(id)),
}

/** The labs and exercises that the lesson's pages show, in whatever language; those of a page of the reference, too. */
function readLesson(id: string): LessonContents | null {
  const labs = labsOfReference(id)
  if (labs !== null) return { labs, exercises: [] }
  const entry = UNITS.flatMap(({ lessons }) => lessons).find((lesson) => lesson.id === id)
  const pages = LOCALES.map((locale) => join(CONTENT, locale, `${id}.mdx`)).filter((file) => existsSync(file))
  if (entry === undefined && pages.length === 0) return null
  const text = pages.map((file) => readFileSync(file, 'utf8')).join('\n')
  const named = (component: string) =>
    [...text.matchAll(new RegExp(`<${component}\\b[^>]*?\\bid="([^"]+)"`, 'g'))].map((match) => match[1]!)
  return {
    labs: [...new Set(named('Lab'))],
    exercises: [...new Set([...(entry?.exercises ?? []), ...named('Exercise')])],
  }
}

function nullIfUnknown<T>(load: () => T): T | null {
  try {
    return load()
  } catch (error) {
    if (error instanceof CourseError && error.code.endsWith('_UNKNOWN')) return null
    throw error
  }
}
