/** The time of a lesson of the course, from its file and its exercises on disk. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCells } from './cells.ts'
import { CONTENT, type Files, loadExercise } from './load.ts'
import { hanIn, proseOf, wordsIn } from './prose.ts'
import type { Locale } from './schema.ts'
import { type Contents, lessonMinutes } from './time.ts'

const known = new Map<string, { text: string; minutes: number }>()

/** Minutes of a lesson in that language, in English where it is written there alone; null where it is not written. */
export function minutesOf(locale: Locale, id: string): number | null {
  const [own, english] = [locale, 'en'].map((one) => join(CONTENT, one, `${id}.mdx`)) as [string, string]
  const [file, language]: [string, Locale] = existsSync(own) ? [own, locale] : [english, 'en']
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  const kept = known.get(file)
  if (kept?.text === text) return kept.minutes
  const minutes = lessonMinutes(language, contentsOf(text))
  known.set(file, { text, minutes })
  return minutes
}

/** `mdx` is a lesson's file. Throws CourseError for an exercise that is not there. */
export function contentsOf(mdx: string): Contents {
  const prose = proseOf(mdx)
  const cells = readCells(mdx)
  const count = (...names: string[]) => cells.filter(({ name }) => names.includes(name)).length
  const exercises = cells.flatMap(({ name, attributes }) => (name === 'Exercise' ? [String(attributes.id)] : []))
  return {
    // A character of Chinese is no letter of a word.
    words: prose.reduce((sum, part) => sum + wordsIn(part.replace(/\p{Script=Han}/gu, ' ')).length, 0),
    han: prose.reduce((sum, part) => sum + hanIn(part), 0),
    labs: count('Lab'),
    questions: count('Quiz', 'Predict'),
    exercises: exercises.map(ownLines),
  }
}

function ownLines(id: string): number {
  const { starter, solution } = loadExercise(id)
  const given = new Set(linesOf(starter))
  return linesOf(solution).filter((line) => !given.has(line)).length
}

function linesOf(files: Files): string[] {
  return Object.values(files)
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim())
    .filter((line) => /\w/.test(line) && !line.startsWith('//') && !/^\/?\*/.test(line))
}
