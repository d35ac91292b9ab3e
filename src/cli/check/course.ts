/** Where a course lies on disk, and what is in it. The ids come from src/course/units.ts wherever its files are. */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { CONTENT, LABS, listExercises, listLabs, ROOT } from '../../course/load.ts'
import { LOCALES, type Locale } from '../../course/schema.ts'
import { isReleased } from '../../sidecar/build.ts'
import { UsageError } from '../exit.ts'

export type Course = { labs: string; content: string }

export const OWN_COURSE: Course = { labs: LABS, content: CONTENT }

/** A folder with `labs` and `content`; without one the course of this repository, which a release is not. Throws UsageError. */
export function courseAt(folder: string | undefined): Course {
  if (folder === undefined && isReleased(ROOT)) throw new UsageError('COURSE_WANTED', ['courseWanted'])
  if (folder === undefined) return OWN_COURSE
  if (!existsSync(folder)) throw new UsageError('PATH_MISSING', ['noCourse', folder])
  const at = resolve(folder)
  return { labs: join(at, 'labs'), content: join(at, 'content') }
}

export type Ids = { exercises: string[]; labs: string[]; lessons: string[] }

export function idsOf({ labs, content }: Course, locales: readonly Locale[] = LOCALES): Ids {
  const lessons = new Set(locales.flatMap((locale) => lessonsIn(content, locale)))
  return { exercises: listExercises(labs), labs: listLabs(labs), lessons: [...lessons].sort() }
}

/** Ids of the lessons written in one language. */
export function lessonsIn(content: string, locale: Locale): string[] {
  const folder = join(content, locale)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((unit) => unit.isDirectory())
    .flatMap((unit) =>
      readdirSync(join(folder, unit.name))
        .filter((name) => name.endsWith('.mdx') && !name.startsWith('_'))
        .map((name) => `${unit.name}/${name.slice(0, -'.mdx'.length)}`),
    )
}

/** A path as problems name it: within the repository, with forward slashes. */
export function shownPath(path: string): string {
  return relative(ROOT, path).replaceAll('\\', '/')
}
