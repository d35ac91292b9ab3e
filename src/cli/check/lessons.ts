/** Lessons, and how they, the labs, the exercises and the table of contents agree. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LOCALES, type Locale } from '../../course/schema.ts'
import { type LessonEntry, UNITS } from '../../course/units.ts'
import { type Course, idsOf, shownPath } from './course.ts'
import type { Shown } from './hidden.ts'
import { type Lesson, named, problemAt, readLesson } from './lesson.ts'
import { checkLinks } from './links.ts'
import { checkParity } from './parity.ts'
import { placeholders } from './placeholders.ts'
import { lineAt, type Problem } from './problem.ts'
import { checkQuizzes } from './quizzes.ts'
import { checkStrips } from './strips.ts'
import { checkLessonTypography } from './typography/typography.ts'

const ENTRIES = new Map(UNITS.flatMap((unit) => unit.lessons.map((lesson) => [lesson.id, lesson] as const)))
/** Lines that sum a lesson up. */
const SUMMARY = 3
const KEYS = ['title', 'lede', 'goals', 'summary', 'canNow']

export function checkLessons(course: Course, ids: string[], locales: readonly Locale[]): Problem[] {
  return locales.flatMap((locale) =>
    ids.flatMap((id) => {
      const lesson = readLesson(course, locale, id)
      return lesson === null ? [] : checkLesson(course, lesson)
    }),
  )
}

function checkLesson(course: Course, lesson: Lesson): Problem[] {
  const entry = ENTRIES.get(lesson.id)
  return [
    ...placeholders(join(course.content, lesson.locale, `${lesson.id}.mdx`)),
    ...(entry
      ? [...checkFront(lesson, entry), ...checkCells(course, lesson, entry)]
      : [problemAt(lesson, 1, 'LESSON_UNLISTED', 'src/course/units.ts does not list it')]),
    ...checkLinks(course, lesson),
    ...checkQuizzes(lesson),
    ...checkStrips(course, lesson),
    ...checkParity(course, lesson),
    ...checkLessonTypography(course, lesson),
  ]
}

function checkFront(lesson: Lesson, entry: LessonEntry): Problem[] {
  const tell = (code: string, message: string) => problemAt(lesson, 1, code, message)
  const { front, locale } = lesson
  return [
    ...KEYS.filter((key) => (front[key] ?? '').length === 0).map((key) =>
      tell('FRONTMATTER_MISSING', `${key} is not said`),
    ),
    ...(front.title !== undefined && front.title !== entry.title[locale]
      ? [tell('FRONTMATTER_DIFFERS', `the title is "${front.title}", in src/course/units.ts "${entry.title[locale]}"`)]
      : []),
    ...(Array.isArray(front.summary) && front.summary.length !== SUMMARY
      ? [tell('FRONTMATTER_DIFFERS', `a summary has ${SUMMARY} lines; this one has ${front.summary.length}`)]
      : []),
  ]
}

function checkCells({ labs }: Course, lesson: Lesson, entry: LessonEntry): Problem[] {
  const problems: Problem[] = []
  const idsIn = (name: string) => {
    const cells = named(lesson.cells, name)
    const ids = cells.map(({ attributes: { id } }) => String(id))
    for (const [i, { line }] of cells.entries())
      if (ids.indexOf(ids[i]!) !== i)
        problems.push(problemAt(lesson, line, 'CELL_TWICE', `<${name} id="${ids[i]}"> stands there twice`))
    return { cells, ids }
  }
  const placed = idsIn('Lab')
  for (const [i, { line }] of placed.cells.entries())
    if (!existsSync(join(labs, placed.ids[i]!, 'lab.json')))
      problems.push(problemAt(lesson, line, 'LAB_MISSING', `<Lab id="${placed.ids[i]}"> names no lab`))
  const panels = named(lesson.cells, 'Panel').length
  const count = new Set(placed.ids).size
  // A panel may stand in for a lab that needs no network.
  if (count > entry.labs || count + panels < entry.labs)
    problems.push(
      problemAt(
        lesson,
        1,
        'LAB_COUNT',
        `${count} labs and ${panels} panels; src/course/units.ts says ${entry.labs} labs`,
      ),
    )
  for (const {
    attributes: { lab },
    line,
    name,
  } of named(lesson.cells, 'Predict', 'Panel'))
    if (lab !== undefined && !placed.ids.includes(String(lab)))
      problems.push(
        problemAt(lesson, line, 'LAB_NOT_PLACED', `<${name} lab="${lab}">: this lab does not stand in the lesson`),
      )
  const exercises = idsIn('Exercise')
  for (const [i, { line, body }] of exercises.cells.entries()) {
    const id = exercises.ids[i]!
    if (!existsSync(join(labs, id, 'exercise.json')))
      problems.push(problemAt(lesson, line, 'EXERCISE_MISSING', `<Exercise id="${id}"> names no exercise`))
    if (!entry.exercises.includes(id))
      problems.push(
        problemAt(lesson, line, 'EXERCISE_ELSEWHERE', `src/course/units.ts does not list ${id} in this lesson`),
      )
    if (!body.includes('<Walkthrough>'))
      problems.push(problemAt(lesson, line, 'WALKTHROUGH_MISSING', `<Exercise id="${id}"> has no <Walkthrough>`))
  }
  for (const id of entry.exercises)
    if (!exercises.ids.includes(id))
      problems.push(problemAt(lesson, 1, 'EXERCISE_NOT_PLACED', `the exercise ${id} does not stand in its lesson`))
  return problems
}

/** Labs and exercises that no lesson shows although theirs is written, and exercises that nobody lists. */
export function checkAgreement(course: Course): Problem[] {
  const { exercises, labs, lessons } = idsOf(course)
  const texts = lessons.flatMap((id) => LOCALES.flatMap((locale) => readLesson(course, locale, id) ?? []))
  const listed = new Set([...ENTRIES.values()].flatMap((entry) => entry.exercises))
  const at = (id: string) => shownPath(join(course.labs, id))
  const homeOf = (id: string) => lessons.find((lesson) => id.startsWith(`${lesson}-`))
  return [
    ...exercises
      .filter((id) => !listed.has(id))
      .map((id) => ({
        code: 'EXERCISE_UNLISTED',
        where: at(id),
        message: 'src/course/units.ts lists it in no lesson',
      })),
    ...labs.flatMap((id): Problem[] => {
      const home = homeOf(id)
      const shown = texts.some((lesson) => named(lesson.cells, 'Lab').some(({ attributes }) => attributes.id === id))
      return home === undefined || shown
        ? []
        : [{ code: 'LAB_NOT_PLACED', where: at(id), message: `it is of the lesson ${home}, which does not show it` }]
    }),
  ]
}

/** What lessons say of an exercise in every language: its cell, walk-through included, and the lesson around it. */
export function statementsOf(course: Course, exercise: string): Shown[] {
  const home = [...ENTRIES.values()].find((entry) => entry.exercises.includes(exercise))
  if (!home) return []
  return LOCALES.flatMap((locale) => {
    const lesson = readLesson(course, locale, home.id)
    if (!lesson) return []
    const { where, text, cells } = lesson
    const cell = named(cells, 'Exercise').find(({ attributes: { id } }) => id === exercise)
    const line = (offset: number) => lineAt(text, offset)
    return [
      { where, text, numbers: false, line },
      ...(cell
        ? [
            {
              where,
              text: cell.body,
              numbers: true,
              line: (offset: number) => cell.line + lineAt(cell.body, offset) - 1,
            },
          ]
        : []),
    ]
  })
}
