/** Reads the lessons' MDX as text: whatever they name must be there, and quizzes must have a right answer. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTENT, LABS } from '../../course/load.ts'
import { LOCALES, type Locale } from '../../course/schema.ts'
import { UNITS } from '../../course/units.ts'
import type { Problem } from './problem.ts'

const PANELS = ['utf8-frame', 'arrow-diagram', 'cut-stream', 'struct-hex', 'frame-stepper']
const LESSONS = new Map(UNITS.flatMap((unit) => unit.lessons.map((lesson) => [lesson.id, lesson] as const)))

/** Ids of the lessons that exist in the language (or in any). */
export function listLessons(locale?: Locale): string[] {
  return [...new Set((locale ? [locale] : LOCALES).flatMap(lessonsOf))].sort()
}

export function checkLessons(ids: string[], locale?: Locale): Problem[] {
  return (locale ? [locale] : LOCALES).flatMap((one) =>
    ids.filter((id) => lessonsOf(one).includes(id)).flatMap((id) => checkLesson(one, id)),
  )
}

function lessonsOf(locale: Locale): string[] {
  const folder = join(CONTENT, locale)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((unit) => unit.isDirectory())
    .flatMap((unit) =>
      readdirSync(join(folder, unit.name))
        .filter((name) => name.endsWith('.mdx'))
        .map((name) => `${unit.name}/${name.slice(0, -4)}`),
    )
}

function checkLesson(locale: Locale, id: string): Problem[] {
  const where = `content/${locale}/${id}.mdx`
  const text = readFileSync(join(CONTENT, locale, `${id}.mdx`), 'utf8')
  const problems: Problem[] = []
  const add = (code: string, message: string) => problems.push({ code, where, message })
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!)
  const entry = LESSONS.get(id)
  if (!entry) add('LESSON_UNLISTED', 'src/course/units.ts does not list it')
  for (const lab of all(/<Lab\s+id="([^"]+)"/g))
    if (!existsSync(join(LABS, lab, 'lab.json'))) add('LAB_MISSING', `<Lab id="${lab}"> names no lab`)
  const exercises = all(/<Exercise\s+id="([^"]+)"/g)
  for (const exercise of exercises)
    if (!existsSync(join(LABS, exercise, 'exercise.json')))
      add('EXERCISE_MISSING', `<Exercise id="${exercise}"> names no exercise`)
  for (const exercise of entry?.exercises ?? [])
    if (!exercises.includes(exercise))
      add('EXERCISE_NOT_PLACED', `the exercise ${exercise} does not stand in its lesson`)
  for (const panel of all(/<Panel\s+name="([^"]+)"/g))
    if (!PANELS.includes(panel)) add('PANEL_MISSING', `<Panel name="${panel}"> names no panel`)
  for (const figure of all(/<Figure\s+name="([^"]+)"/g)) problems.push(...checkFigure(where, figure))
  problems.push(...checkQuizzes(where, text), ...checkLocale(locale, id, where, text))
  return problems
}

function checkFigure(where: string, name: string): Problem[] {
  const base = join(CONTENT, 'figures', name)
  if (!existsSync(`${base}.svg`))
    return [{ code: 'FIGURE_MISSING', where, message: `content/figures/${name}.svg is not there` }]
  const keys = new Set([...readFileSync(`${base}.svg`, 'utf8').matchAll(/\{\{([\w-]+)\}\}/g)].map((match) => match[1]!))
  const texts: Record<string, Record<string, string>> = existsSync(`${base}.json`)
    ? JSON.parse(readFileSync(`${base}.json`, 'utf8'))
    : {}
  return LOCALES.flatMap((locale) =>
    [...keys]
      .filter((key) => !texts[locale]?.[key])
      .map((key) => ({
        code: 'FIGURE_TEXT_MISSING',
        where: `content/figures/${name}.json`,
        message: `no ${locale} text for {{${key}}}`,
      })),
  )
}

/** Every Predict and Quiz has a unique id, and `right` names one of its options, each of which says why. */
function checkQuizzes(where: string, text: string): Problem[] {
  const seen = new Set<string>()
  return [...text.matchAll(/<(Predict|Quiz)\s([\s\S]*?)<\/\1>/g)].flatMap(([whole, kind]): Problem[] => {
    const id = /\bid="([^"]+)"/.exec(whole)?.[1]
    const told = `<${kind} id="${id}">`
    if (!id || seen.has(id)) return [{ code: 'QUIZ_ID', where, message: `${told}: an id of its own is needed` }]
    seen.add(id)
    if (/kind="(number|order)"/.test(whole)) return []
    const right = Number(/\bright=\{(\d+)\}/.exec(whole)?.[1])
    const options = [...whole.matchAll(/\btext:/g)].length
    const whys = [...whole.matchAll(/\bwhy:/g)].length
    if (options < 2 || whys !== options)
      return [{ code: 'QUIZ_OPTIONS', where, message: `${told}: ${options} options, ${whys} of them say why` }]
    if (!(right < options))
      return [{ code: 'QUIZ_RIGHT', where, message: `${told}: right is ${right}, there are ${options} options` }]
    return []
  })
}

/** A translation has the same cells as the English lesson, and no Markdown that failed to close around CJK text. */
function checkLocale(locale: Locale, id: string, where: string, text: string): Problem[] {
  if (locale === 'en') return []
  const english = join(CONTENT, 'en', `${id}.mdx`)
  if (!existsSync(english))
    return [{ code: 'ENGLISH_MISSING', where, message: 'there is no English lesson of this id' }]
  const cells = (of: string) =>
    [...of.matchAll(/<(Lab|Exercise|Predict|Quiz|Panel|Figure)\s+(?:id|name)="([^"]+)"/g)].map(
      (match) => `${match[1]} ${match[2]}`,
    )
  const [theirs, ours] = [cells(readFileSync(english, 'utf8')), cells(text)]
  const missing = theirs.filter((cell) => !ours.includes(cell))
  const extra = ours.filter((cell) => !theirs.includes(cell))
  return [
    ...missing.map((cell) => ({ code: 'CELL_MISSING', where, message: `the English lesson has ${cell}` })),
    ...extra.map((cell) => ({ code: 'CELL_EXTRA', where, message: `the English lesson has no ${cell}` })),
  ]
}
