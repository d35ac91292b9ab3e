/** Which lessons exist in which language: what the outline, the home page and prev/next are drawn from. */
import { type CollectionEntry, getCollection } from 'astro:content'
import type { Locale } from '../course/schema.ts'
import { type LessonEntry, UNITS, type Unit } from '../course/units.ts'
import { pageUrl } from './i18n/locales.ts'

/** `href` is null while the lesson is not written in any language; `inEnglish`: only there. */
export type OutlineLesson = LessonEntry & { href: string | null; inEnglish: boolean }
export type OutlineUnit = Omit<Unit, 'lessons'> & { lessons: OutlineLesson[]; coming: boolean; exercises: string[] }

export type WrittenLesson = { locale: Locale; id: string; entry: CollectionEntry<'lessons'> }

/** Every written lesson; `id` is `<unit>/<lesson>`. Throws for a file that units.ts does not know. */
export async function writtenLessons(): Promise<WrittenLesson[]> {
  const known = new Set(UNITS.flatMap((unit) => unit.lessons.map((lesson) => lesson.id)))
  return (await getCollection('lessons')).map((entry) => {
    const [locale, ...rest] = entry.id.split('/')
    const id = rest.join('/')
    if (!known.has(id)) throw new Error(`LESSON_UNKNOWN: content/${entry.id}.mdx is not in src/course/units.ts`)
    return { locale: locale as Locale, id, entry }
  })
}

export async function outline(locale: Locale): Promise<OutlineUnit[]> {
  const written = new Set((await writtenLessons()).map((lesson) => `${lesson.locale}/${lesson.id}`))
  return UNITS.map((unit) => {
    const lessons = unit.lessons.map((lesson) => {
      const own = written.has(`${locale}/${lesson.id}`)
      const english = written.has(`en/${lesson.id}`)
      const href = own ? pageUrl(locale, lesson.id) : english ? pageUrl('en', lesson.id) : null
      return { ...lesson, href, inEnglish: !own && english }
    })
    const open = lessons.filter((lesson) => lesson.href !== null)
    return { ...unit, lessons, coming: open.length === 0, exercises: open.flatMap((lesson) => lesson.exercises) }
  })
}
