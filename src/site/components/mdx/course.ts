/** Labs and exercises as the page's components want them. */
import { CourseError, type Files, type LoadedExercise, type LoadedLab } from '../../../course/load.ts'
import type { Locale } from '../../../course/schema.ts'
import type { ExerciseProps } from '../../islands/exercise/props.ts'

/** The value, or the course's own complaint about it; other errors pass. */
export function attempt<T>(load: () => T): { value: T } | { error: string } {
  try {
    return { value: load() }
  } catch (error) {
    if (error instanceof CourseError) return { error: `${error.code}: ${error.message}` }
    throw error
  }
}

/** Program texts by file name; a twin such as `server.zh-cn.ts` stands in for `server.ts` in its language. */
export function programTexts({ files }: LoadedLab, locale: Locale): Files {
  const own = Object.keys(files).filter((name) => !/\.(en|zh-cn)\.ts$/.test(name))
  return Object.fromEntries(own.map((name) => [name, files[name.replace(/\.ts$/, `.${locale}.ts`)] ?? files[name]!]))
}

/** The exercise in one language: what its panel shows before anything is graded. */
export function exerciseProps({ exercise }: LoadedExercise, locale: Locale): ExerciseProps {
  return {
    title: exercise.title[locale],
    kind: exercise.kind,
    files: exercise.files,
    tests: Object.entries(exercise.tests).map(([id, { title, points, visibility, hint }]) => ({
      id,
      title: title[locale],
      points,
      visibility,
      hint,
    })),
    hints: exercise.hints.map((hint) => hint[locale]),
  }
}
