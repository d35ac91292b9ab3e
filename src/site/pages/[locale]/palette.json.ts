/** What the palette finds by name, in one language: lessons, ends of units, other pages, labs, exercises, terms. */
import type { APIRoute, GetStaticPaths } from 'astro'
import { readGlossary } from '../../../course/glossary.ts'
import { listExercises, listLabs, loadExercise, loadLab } from '../../../course/load.ts'
import { nameOf, REFERENCE_PAGES, socketReference, structReference } from '../../../course/reference.ts'
import type { Locale } from '../../../course/schema.ts'
import { loadUnitEnd } from '../../../course/units-end.ts'
import { progressWords } from '../../components/progress/words.ts'
import { referenceWords } from '../../components/reference/words.ts'
import { unitWords } from '../../components/unit/words.ts'
import { pageUrl, SITE_LOCALES } from '../../i18n/locales.ts'
import type { Catalogue } from '../../islands/palette/entries.ts'
import { type OutlineUnit, outline, writtenLessons } from '../../outline.ts'

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
  const { reference, pages } = referenceWords(locale)
  const table = pageUrl(locale, 'reference/sockets')
  return {
    lessons: [
      ...lessons.map(({ title, unit, url, lede }) => ({ title, unit, url, lede })),
      ...units.filter(({ coming }) => !coming).map((unit) => unitPage(unit, locale)),
      ...REFERENCE_PAGES.map((page) => ({
        title: pages[page].heading,
        unit: reference,
        url: pageUrl(locale, `reference/${page}`),
        lede: pages[page].lede,
      })),
      {
        title: progressWords[locale].title,
        unit: '',
        url: pageUrl(locale, 'progress'),
        lede: progressWords[locale].lede,
      },
    ],
    work: [...work, ...referenceLabs(locale)],
    terms: [...terms, ...referenceTerms(locale, table)],
  }
}

/** Entries of the socket table. */
function referenceTerms(locale: Locale, table: string): Catalogue['terms'] {
  const entries = socketReference().groups.flatMap(({ entries }) => entries)
  return entries.map((entry) => ({
    term: nameOf(entry),
    text: entry.text[locale],
    url: `${table}#${entry.id}`,
    also: entry.id,
  }))
}

/** The cells of the socket table and of that of struct. */
function referenceLabs(locale: Locale): Catalogue['work'] {
  const ofSockets = socketReference().groups.flatMap(({ entries }) => entries.flatMap(({ lab }) => lab ?? []))
  const pages = [
    ['sockets', ofSockets],
    ['struct', structReference().labs],
  ] as const
  return pages.flatMap(([page, labs]) => {
    const lesson = referenceWords(locale).pages[page].heading
    const url = pageUrl(locale, `reference/${page}`)
    return [...new Set(labs)].map((id) => {
      const title = loadLab(id).lab.title[locale]
      return { kind: 'lab' as const, id, title, lesson, url: `${url}#lab-${id.replace('/', '-')}` }
    })
  })
}

/** Found by the unit's name and by what stands at its end. */
function unitPage({ id, number, title, question }: OutlineUnit, locale: Locale): Catalogue['lessons'][number] {
  const words = unitWords[locale]
  const { project } = loadUnitEnd(id)
  return {
    title: words.endOf(title[locale]),
    unit: words.unit(Number(number)),
    url: pageUrl(locale, id),
    lede: [question[locale], words.canNow, words.project, project.title[locale]].join(' '),
  }
}
