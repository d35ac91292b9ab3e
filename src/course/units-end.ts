/**
 * The end of a unit: `content/units/<unit>.json` holds questions across its lessons, which of the lessons' own questions
 * come again, and a project. What a lesson asks is read from the lesson, so a question stands in one place.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readCells } from './cells.ts'
import { lineOf } from './json-lines.ts'
import { CONTENT, CourseError } from './load.ts'
import { type Locale, Text } from './schema.ts'
import { UNITS, type Unit } from './units.ts'

const Name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const Id = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'an id is <unit>/<slug>')

/** Fewest new questions of a unit. */
export const NEW_QUESTIONS = 3

export const UnitEnd = z
  .object({
    /** `<lesson>#<question>` of this unit, to be asked again. */
    drawn: z.array(z.string().regex(/^[a-z0-9-]+#[a-z0-9-]+$/, 'a question is <lesson>#<id>')),
    questions: z
      .array(
        z
          .object({
            id: Name,
            /** Lessons of this unit that are needed for it. */
            lessons: z.array(Name).min(1),
            question: Text,
            /** Which option, from 0. */
            right: z.number().int().min(0),
            options: z.array(z.object({ text: Text, why: Text }).strict()).min(2),
          })
          .strict()
          .refine(({ right, options }) => right < options.length, 'right names no option'),
      )
      .min(NEW_QUESTIONS),
    project: z
      .object({
        title: Text,
        text: z.array(Text).min(1),
        accept: z.array(Text).min(2),
        /** Shown on the page itself; of a lesson of this unit. */
        lab: Id,
        /** More to start from. */
        labs: z.array(Id),
        exercises: z.array(Id),
      })
      .strict(),
  })
  .strict()
export type UnitEnd = z.infer<typeof UnitEnd>

/** A question as a page asks it: Markdown of one line in `text` and `why`. `lessons` are ids. */
export type UnitQuestion = {
  id: string
  lessons: string[]
  question: string
  right: number
  options: { text: string; why: string }[]
}

/** Throws CourseError `UNIT_INVALID` with file, line and what was expected. */
export function loadUnitEnd(unit: string, content = CONTENT): UnitEnd {
  const file = join(content, 'units', `${unit}.json`)
  if (!existsSync(file)) throw new CourseError('UNIT_INVALID', `${file} is not there`)
  const text = readFileSync(file, 'utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CourseError('UNIT_INVALID', `${file}: ${(error as Error).message}`)
  }
  const result = UnitEnd.safeParse(json)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]!
  throw new CourseError('UNIT_INVALID', `${file}:${lineOf(text, path)}: ${path.map(String).join('.')}: ${message}`)
}

/** The quiz of a unit in one language: of each lesson what is asked again, and the new questions, in turns. */
export function unitQuestions(unit: string, locale: Locale, content = CONTENT): UnitQuestion[] {
  const { drawn, questions } = loadUnitEnd(unit, content)
  const again = drawn.map((name) => drawnQuestion(unit, name, locale, content))
  const fresh = questions.map(({ id, lessons, question, right, options }) => ({
    id,
    lessons: lessons.map((lesson) => `${unit}/${lesson}`),
    question: question[locale],
    right,
    options: options.map(({ text, why }) => ({ text: text[locale], why: why[locale] })),
  }))
  return inTurns(again, fresh)
}

function inTurns<T>(a: readonly T[], b: readonly T[]): T[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => [a[at], b[at]])
    .flat()
    .filter((one) => one !== undefined)
}

const Quiz = z.object({
  right: z.number().int().min(0),
  options: z.array(z.object({ text: z.string(), why: z.string() })).min(2),
})

/** A choice of a lesson whose question is one paragraph. Throws CourseError `UNIT_INVALID` for any other. */
function drawnQuestion(unit: string, name: string, locale: Locale, content: string): UnitQuestion {
  const [lesson, id] = name.split('#') as [string, string]
  const own = join(content, locale, unit, `${lesson}.mdx`)
  const file = existsSync(own) ? own : join(content, 'en', unit, `${lesson}.mdx`)
  const fault = (why: string) => new CourseError('UNIT_INVALID', `content/units/${unit}.json: ${name}: ${why}`)
  if (!existsSync(file)) throw fault('there is no such lesson')
  const cell = readCells(readFileSync(file, 'utf8')).find((one) => one.name === 'Quiz' && one.attributes.id === id)
  if (!cell) throw fault('the lesson has no such question')
  const parsed = Quiz.safeParse(cell.attributes)
  if (!parsed.success || parsed.data.right >= parsed.data.options.length)
    throw fault('only a question with options can be asked again')
  const question = cell.body.trim()
  if (/\n\s*\n|[<[{]|```/.test(question)) throw fault('only a question of one plain paragraph can be asked again')
  return { id: `${lesson}-${id}`, lessons: [`${unit}/${lesson}`], question, ...parsed.data }
}

export type UnitProblem = { unit: string; message: string }

/** What the schema cannot see: ids that name nothing of the unit, and a unit of several lessons whose questions keep to one. */
export function unitProblems(labs: readonly string[], exercises: readonly string[], content = CONTENT): UnitProblem[] {
  return UNITS.flatMap((unit) => {
    const { questions, project } = loadUnitEnd(unit.id, content)
    const tell = (message: string) => ({ unit: unit.id, message })
    const ids = [
      ...loadUnitEnd(unit.id, content).drawn.map((name) => name.replace('#', '-')),
      ...questions.map(({ id }) => id),
    ]
    return [
      ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => tell(`the question "${id}" stands there twice`)),
      ...questions.flatMap(({ id, lessons }) => lessonProblems(unit, id, lessons).map(tell)),
      ...[project.lab, ...project.labs].filter((id) => !labs.includes(id)).map((id) => tell(`there is no lab ${id}`)),
      ...(lessonOfLab(project.lab) === null ? [tell(`the lab ${project.lab} belongs to no lesson`)] : []),
      ...project.exercises.filter((id) => !exercises.includes(id)).map((id) => tell(`there is no exercise ${id}`)),
    ]
  })
}

function lessonProblems({ id: unit, lessons }: Unit, question: string, named: readonly string[]): string[] {
  const unknown = named.filter((name) => !lessons.some(({ id }) => id === `${unit}/${name}`))
  const narrow = lessons.length > 1 && new Set(named).size < 2
  return [
    ...unknown.map((name) => `the question "${question}" names the lesson ${name}, which is not of this unit`),
    ...(narrow ? [`the question "${question}" needs one lesson only`] : []),
  ]
}

/** `tcp/close` of `tcp/close-2`: a lab is named for its lesson. */
export function lessonOfLab(lab: string): string | null {
  const lesson = lab.replace(/-\d+$/, '')
  return UNITS.some(({ lessons }) => lessons.some(({ id }) => id === lesson)) ? lesson : null
}
