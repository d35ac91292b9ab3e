/** The lessons that use something, as links of a page in one language. */
import { lessonSources, lessonsUsing } from '../../../course/reference-uses.ts'
import type { SiteLocale } from '../../i18n/locales.ts'
import type { OutlineUnit } from '../../outline.ts'

export type LessonLink = { title: string; href: string; inEnglish: boolean; hits: number }

let sources: ReturnType<typeof lessonSources> | undefined

/** In the course's order. */
export function linksOf(words: readonly string[], locale: SiteLocale, units: OutlineUnit[]): LessonLink[] {
  sources ??= lessonSources()
  const used = new Map(lessonsUsing(words, sources).map(({ id, hits }) => [id, hits]))
  return units
    .flatMap(({ lessons }) => lessons)
    .flatMap(({ id, title, href, inEnglish }) =>
      used.has(id) && href !== null ? [{ title: title[locale.path], href, inEnglish, hits: used.get(id)! }] : [],
    )
}

/** Those that use it most, at most so many, and the others; both in the course's order. */
export function foremost(links: readonly LessonLink[], most: number): [foremost: LessonLink[], others: LessonLink[]] {
  const chosen = new Set(links.toSorted((a, b) => b.hits - a.hits).slice(0, most))
  return [links.filter((link) => chosen.has(link)), links.filter((link) => !chosen.has(link))]
}
