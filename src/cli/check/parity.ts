/** A translation has the same cells as the English lesson, in the same order, and Markdown that closes. */

import { withoutFences } from '../../course/cells.ts'
import type { Locale } from '../../course/schema.ts'
import { UNITS, WHOLE_LOCALES } from '../../course/units.ts'
import { type Course, lessonsIn } from './course.ts'
import { strayBold } from './emphasis.ts'
import { type Lesson, named, problemAt, readLesson } from './lesson.ts'
import { lineAt, type Problem } from './problem.ts'

const CELLS = ['Lab', 'Exercise', 'Predict', 'Quiz', 'Panel', 'Figure', 'Wire']
/** Of these, how many there are must agree. */
const LISTS = ['goals', 'summary', 'canNow']

export function checkParity(course: Course, lesson: Lesson): Problem[] {
  const problems = strayBold(withoutFences(lesson.text)).map(({ index, found }) =>
    problemAt(
      lesson,
      lineAt(lesson.text, index),
      'MARKDOWN_OPEN',
      `** in "${found}" opens or closes nothing: put punctuation and tags outside of the bold text`,
    ),
  )
  if (lesson.locale === 'en') return problems
  const english = readLesson(course, 'en', lesson.id)
  if (!english) return [...problems, problemAt(lesson, 1, 'ENGLISH_MISSING', 'there is no English lesson of this id')]
  const [theirs, ours] = [cellsOf(english), cellsOf(lesson)]
  const missing = theirs.filter((cell) => !ours.some(({ name }) => name === cell.name))
  const extra = ours.filter((cell) => !theirs.some(({ name }) => name === cell.name))
  problems.push(
    ...missing.map(({ name }) => problemAt(lesson, 1, 'CELL_MISSING', `the English lesson has ${name}`)),
    ...extra.map(({ name, line }) => problemAt(lesson, line, 'CELL_EXTRA', `the English lesson has no ${name}`)),
  )
  if (missing.length === 0 && extra.length === 0) {
    const at = ours.findIndex(({ name }, i) => name !== theirs[i]?.name)
    if (at >= 0)
      problems.push(
        problemAt(
          lesson,
          ours[at]!.line,
          'CELL_ORDER',
          `${ours[at]!.name} stands where the English lesson has ${theirs[at]?.name ?? 'nothing'}`,
        ),
      )
    for (const [i, { quiz, line, name }] of ours.entries())
      if (quiz !== theirs[i]?.quiz && at < 0)
        problems.push(problemAt(lesson, line, 'CELL_DIFFERS', `${name}: ${quiz}, in English ${theirs[i]?.quiz}`))
  }
  for (const key of LISTS) {
    const [there, here] = [english.front[key], lesson.front[key]].map((list) => (Array.isArray(list) ? list.length : 0))
    if (there !== here)
      problems.push(problemAt(lesson, 1, 'FRONTMATTER_DIFFERS', `${here} ${key}, in English ${there}`))
  }
  return problems
}

/** Lessons that a language lacks although its course counts as whole. */
export function missingLessons({ content }: Course, locales: readonly Locale[]): Problem[] {
  const written = new Set(locales.flatMap((locale) => lessonsIn(content, locale)))
  return locales
    .filter((locale) => WHOLE_LOCALES.includes(locale))
    .flatMap((locale) => {
      const own = lessonsIn(content, locale)
      return UNITS.flatMap(({ lessons }) => lessons)
        .filter(({ id }) => written.has(id) && !own.includes(id))
        .map(({ id }) => ({ code: 'LESSON_MISSING', where: id, message: `it is not written in ${locale}` }))
    })
}

function cellsOf({ cells }: Lesson): { name: string; quiz: string; line: number }[] {
  return named(cells, ...CELLS).map(({ name, attributes, line }) => ({
    name: `${name} ${attributes.id ?? attributes.name ?? `${attributes.lab} ${attributes.from} to ${attributes.to}`}`,
    quiz: Array.isArray(attributes.options) ? `${attributes.options.length} options, right is ${attributes.right}` : '',
    line,
  }))
}
