/** What a lesson points at is there: pages, headings, sections of RFCs, glossary terms, figures, panels, commands. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withoutFences } from '../../course/cells.ts'
import { readGlossary } from '../../course/glossary.ts'
import { listExercises, listLabs } from '../../course/load.ts'
import { nearest } from '../../course/nearest.ts'
import { PANELS } from '../../course/panels.ts'
import { LOCALES } from '../../course/schema.ts'
import { UNITS } from '../../course/units.ts'
import { type Course, shownPath } from './course.ts'
import { type Lesson, named, problemAt } from './lesson.ts'
import { lineAt, type Problem } from './problem.ts'

const COMMAND = /npx wirebook (run|shell|record|grade) ([a-z0-9-]+\/[a-z0-9-]+)/g
const LINK = /(?<!!)\[[^\]\n]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)|\bhref="([^"]+)"/g
/** RFC numbers have four digits, and will for some years. */
const LAST_RFC = 9_999
const SECTION = /^(\d+(\.\d+)*|[A-Z](\.\d+)*|appendix-[A-Z](\.\d+)*)$/

export function checkLinks(course: Course, lesson: Lesson): Problem[] {
  const tell = (line: number, code: string, message: string) => problemAt(lesson, line, code, message)
  const problems: Problem[] = []
  const prose = withoutFences(lesson.text)
  for (const match of prose.matchAll(LINK)) {
    const wrong = wrongLink(match[1] ?? match[2] ?? '', lesson)
    if (wrong) problems.push(tell(lineAt(prose, match.index), 'LINK_BROKEN', wrong))
  }
  for (const {
    attributes: { n, s },
    line,
  } of named(lesson.cells, 'Rfc')) {
    if (!Number.isInteger(n) || Number(n) < 1 || Number(n) > LAST_RFC)
      problems.push(tell(line, 'RFC_UNKNOWN', `<Rfc n={${n}}> is no RFC's number`))
    if (s !== undefined && !SECTION.test(String(s)))
      problems.push(tell(line, 'RFC_SECTION', `"${s}" is no section: write 3.5.2 or A.1`))
  }
  problems.push(...checkTerms(course, lesson))
  for (const {
    attributes: { name },
    line,
  } of named(lesson.cells, 'Panel'))
    if (!PANELS.includes(String(name)))
      problems.push(tell(line, 'PANEL_MISSING', `<Panel name="${name}"> names no panel`))
  for (const {
    attributes: { name },
    line,
  } of named(lesson.cells, 'Figure'))
    problems.push(...checkFigure(course, String(name), `${lesson.where}:${line}`))
  for (const match of lesson.text.matchAll(COMMAND)) {
    const ids = match[1] === 'grade' ? listExercises(course.labs) : listLabs(course.labs)
    if (ids.includes(match[2]!)) continue
    const near = nearest(match[2]!, ids)
    const hint = near.length > 0 ? `; near it: ${near.join(', ')}` : ''
    problems.push(tell(lineAt(lesson.text, match.index), 'COMMAND_UNKNOWN', `"${match[0]}" names nothing${hint}`))
  }
  return problems
}

/** `#heading`, another lesson's page, or an address of the web. */
function wrongLink(target: string, lesson: Lesson): string | null {
  if (/^(https:|mailto:)/.test(target)) return null
  if (/^[a-z]+:/.test(target)) return `${target}: links lead to https: or to a page of the course`
  const [path = '', anchor] = target.split('#')
  if (path === '') return anchor && anchors(lesson).has(anchor) ? null : `#${anchor ?? ''} is no heading of this lesson`
  const at = new URL(path, `http://course/${lesson.locale}/${lesson.id}/`).pathname
  const [, locale, unit, slug] = at.split('/')
  if (!LOCALES.some((one) => one === locale)) return `${target} leads to ${at}, which is no page of the course`
  const found = UNITS.find(({ id }) => id === unit)
  const known =
    unit === undefined || unit === '' || (found && (!slug || found.lessons.some(({ id }) => id === `${unit}/${slug}`)))
  return known ? null : `${target} leads to ${at}, and src/course/units.ts has no such lesson`
}

/** Headings' ids as the site makes them, and those that stand in the text. */
function anchors({ text, cells }: Lesson): Set<string> {
  const headings = [...withoutFences(text).matchAll(/^#{1,6}\s+(.*)$/gm)].map((match) =>
    match[1]!
      .replace(/[*_`]|<[^>]*>/g, '')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )
  const written = [...text.matchAll(/\bid="([\w-]+)"/g)].map((match) => match[1]!)
  const own = cells.flatMap(({ name, attributes: { id } }) => {
    const slug = String(id).replace('/', '-')
    if (name === 'Lab') return [`lab-${slug}`]
    if (name === 'Exercise') return [`exercise-${slug}`]
    return name === 'Quiz' || name === 'Predict' ? [`ask-${slug}`] : []
  })
  return new Set([...headings, ...written, ...own])
}

function checkTerms({ content }: Course, lesson: Lesson): Problem[] {
  const terms = readGlossary(content)
  return named(lesson.cells, 'Term').flatMap(({ attributes: { id }, line }) => {
    const entry = terms[String(id)]
    if (!entry) {
      const near = nearest(String(id), Object.keys(terms))
      const hint = near.length > 0 ? `; near it: ${near.join(', ')}` : ''
      return [problemAt(lesson, line, 'TERM_MISSING', `the glossary has no "${id}"${hint}`)]
    }
    return LOCALES.filter((locale) => !entry[locale]?.term || !entry[locale]?.text).map((locale) =>
      problemAt(lesson, line, 'TERM_MISSING', `the glossary has no ${locale} text for "${id}"`),
    )
  })
}

function checkFigure({ content }: Course, name: string, where: string): Problem[] {
  const base = join(content, 'figures', name)
  if (!existsSync(`${base}.svg`))
    return [{ code: 'FIGURE_MISSING', where, message: `${shownPath(base)}.svg is not there` }]
  const keys = new Set([...readFileSync(`${base}.svg`, 'utf8').matchAll(/\{\{([\w-]+)\}\}/g)].map((match) => match[1]!))
  const texts: Record<string, Record<string, string>> = existsSync(`${base}.json`)
    ? JSON.parse(readFileSync(`${base}.json`, 'utf8'))
    : {}
  return LOCALES.flatMap((locale) =>
    [...keys]
      .filter((key) => !texts[locale]?.[key])
      .map((key) => ({
        code: 'FIGURE_TEXT_MISSING',
        where: `${shownPath(base)}.json`,
        message: `no ${locale} text for {{${key}}}`,
      })),
  )
}
