/** What the palette finds by name, in one language: lessons, labs, exercises, terms. */
import type { APIRoute, GetStaticPaths } from 'astro'
import { readGlossary } from '../../../course/glossary.ts'
import { listExercises, listLabs, loadExercise, loadLab } from '../../../course/load.ts'
import type { Locale } from '../../../course/schema.ts'
import { pageUrl, SITE_LOCALES } from '../../i18n/locales.ts'
import type { Catalogue } from '../../islands/palette/entries.ts'
import { outline, writtenLessons } from '../../outline.ts'

export const getStaticPaths = (() =>
  SITE_LOCALES.map(({ path: locale }) => ({ params: { locale } }))) satisfies GetStaticPaths

export const GET: APIRoute = async ({ params }) => Response.json(await catalogue(params.locale as Locale))

async function catalogue(locale: Locale): Promise<Catalogue> {
  const units = await outline(locale)
  const written = await writtenLessons()
  const lessons = units.flatMap((unit) =>
    unit.lessons.flatMap(({ id, title, href, inEnglish }) => {
      if (href === null) return []
      const { entry } = written.find((one) => one.id === id && one.locale === (inEnglish ? 'en' : locale))!
      return [
        {
          id,
          title: title[locale],
          unit: unit.title[locale],
          url: href,
          lede: entry.data.lede,
          body: entry.body ?? '',
        },
      ]
    }),
  )
  const place = (tag: string, id: string) => lessons.find(({ body }) => body.includes(`<${tag} id="${id}"`))
  const work = [
    ...listLabs().map((id) => ({ kind: 'lab' as const, id, tag: 'Lab', title: () => loadLab(id).lab.title[locale] })),
    ...listExercises().map((id) => ({
      kind: 'exercise' as const,
      id,
      tag: 'Exercise',
      title: () => loadExercise(id).exercise.title[locale],
    })),
  ].flatMap(({ kind, id, tag, title }) => {
    const lesson = place(tag, id)
    const url = lesson && `${lesson.url}#${kind}-${id.replace('/', '-')}`
    return lesson && url ? [{ kind, id, title: title(), lesson: lesson.title, url }] : []
  })
  const terms = Object.entries(readGlossary()).flatMap(([id, entry]) => {
    const own = entry[locale]
    const also = Object.values(entry).map(({ term }) => term)
    return own ? [{ ...own, url: `${pageUrl(locale, 'glossary')}#${id}`, also: [id, ...also].join(' ') }] : []
  })
  return { lessons: lessons.map(({ title, unit, url, lede }) => ({ title, unit, url, lede })), work, terms }
}
