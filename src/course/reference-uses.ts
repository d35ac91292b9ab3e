/** Where the course uses a call, a constant or a class: found in the lessons and in the programs of their labs. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTENT, loadLab } from './load.ts'
import { UNITS } from './units.ts'

/** A lesson's text, and the programs of the labs that it shows. */
export type LessonSource = { id: string; text: string; programs: string[] }

/** Node's column of a comparison: `close()` there is not the one that is meant. */
const NODE_WAY = /\bnode=\{(?:`(?:\\.|[^`\\])*`|[^}]*)\}/g

/** `hits`: how often it stands there, in the text and in programs. */
export type Use = { id: string; hits: number }

/**
 * The lessons that use one of the words, in the course's order. A word in lower case is a function: in a text it
 * is called or stands alone in backticks, in a program it is called and the program imports one of our modules. Others
 * are names or pieces of code, and stand anywhere as whole words.
 */
export function lessonsUsing(words: readonly string[], lessons: readonly LessonSource[]): Use[] {
  const wanted = words.map(patternOf)
  return lessons.flatMap(({ id, text, programs }) => {
    const prose = text.replace(NODE_WAY, '')
    const hits = wanted.reduce(
      (sum, { inText, inProgram, ownOnly }) =>
        sum +
        count(prose, inText) +
        programs
          .filter((code) => !ownOnly || /from 'wirebook\//.test(code))
          .reduce((found, code) => found + count(code, inProgram), 0),
      0,
    )
    return hits === 0 ? [] : [{ id, hits }]
  })
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length
}

type Pattern = { inText: RegExp; inProgram: RegExp; ownOnly: boolean }

function patternOf(word: string): Pattern {
  const plain = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const starts = /^\w/.test(word) ? '(?<![\\w$])' : ''
  if (/^[a-z]\w*$/.test(word)) {
    const call = `${starts}${plain}(?:Async)?(?:<[^<>()]*>)?\\(`
    return { inText: new RegExp(`${call}|\`${plain}\``, 'g'), inProgram: new RegExp(call, 'g'), ownOnly: true }
  }
  const whole = new RegExp(`${starts}${plain}${/\w$/.test(word) ? '(?![\\w$])' : ''}`, 'g')
  return { inText: whole, inProgram: whole, ownOnly: false }
}

/** The lessons as they are in English, which every language has with the same cells. Throws CourseError for a bad lab. */
export function lessonSources(content = CONTENT): LessonSource[] {
  return UNITS.flatMap(({ lessons }) => lessons).flatMap(({ id }) => {
    const file = join(content, 'en', `${id}.mdx`)
    if (!existsSync(file)) return []
    const text = readFileSync(file, 'utf8')
    const labs = [...text.matchAll(/<Lab\b[^>]*?\bid="([^"]+)"/g)].map(([, lab]) => lab!)
    return [{ id, text, programs: labs.flatMap((lab) => Object.values(loadLab(lab).files)) }]
  })
}
