/**
 * How long and how hard the lessons are to read, as docs/reading.md: `sh bin/node src/course/reading-report.ts`.
 *
 * English: words, sentences, and the Flesch-Kincaid grade (0.39 words a sentence + 11.8 syllables a word - 15.59; Kincaid
 * et al. 1975), whose syllables are guessed from spelling. Chinese: characters, and characters a sentence. Both measure
 * the running text alone (prose.ts).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTENT, ROOT } from './load.ts'
import { hanIn, proseOf, sentencesIn, wordsIn } from './prose.ts'
import { minutesOf } from './time-of.ts'
import { UNITS } from './units.ts'

/** How much text a lesson should have. Beyond it a lesson is named in the report, and has to be cut or filled up. */
export const BOUNDS = {
  words: [600, 1_400],
  /** Chinese tells the same in about 1.5 characters a word. */
  han: [900, 2_100],
} as const satisfies Record<string, readonly [number, number]>

export const REPORT = join(ROOT, 'docs/reading.md')

export type English = { words: number; sentences: number; wordsPerSentence: number; grade: number }
export type Chinese = { han: number; sentences: number; hanPerSentence: number; longest: number }
export type Reading = {
  id: string
  en: English | null
  zh: Chinese | null
  minutes: { en: number | null; zh: number | null }
}

/** `mdx` is a lesson's file. */
export function readEnglish(mdx: string): English {
  const sentences = proseOf(mdx).flatMap(sentencesIn)
  const words = sentences.flatMap(wordsIn)
  const perSentence = words.length / Math.max(1, sentences.length)
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0) / Math.max(1, words.length)
  const grade = words.length === 0 ? 0 : 0.39 * perSentence + 11.8 * syllables - 15.59
  return { words: words.length, sentences: sentences.length, wordsPerSentence: perSentence, grade }
}

export function readChinese(mdx: string): Chinese {
  const lengths = proseOf(mdx)
    .flatMap(sentencesIn)
    .map(hanIn)
    .filter((han) => han > 0)
  const han = lengths.reduce((sum, length) => sum + length, 0)
  return {
    han,
    sentences: lengths.length,
    hanPerSentence: han / Math.max(1, lengths.length),
    longest: Math.max(0, ...lengths),
  }
}

/** Groups of vowels, without a silent final e; `10.0.0.1` and `SYN` count as they are spelt, one each at least. */
export function syllablesIn(word: string): number {
  const spelt = word.toLowerCase().replace(/[^a-z]/g, '')
  const groups = spelt.replace(/(?<=[^aeiouy])e(?=s?$)(?<!le)/, '').match(/[aeiouy]+/g)
  return Math.max(1, groups?.length ?? 0)
}

/** All lessons, in the course's order. `content`: another folder of lessons. */
export function readings(content = CONTENT): Reading[] {
  const text = (locale: string, id: string) => {
    const file = join(content, locale, `${id}.mdx`)
    return existsSync(file) ? readFileSync(file, 'utf8') : null
  }
  return UNITS.flatMap(({ lessons }) => lessons).map(({ id }) => {
    const [english, chinese] = [text('en', id), text('zh-cn', id)]
    return {
      id,
      en: english === null ? null : readEnglish(english),
      zh: chinese === null ? null : readChinese(chinese),
      minutes: { en: minutesOf('en', id), zh: minutesOf('zh-cn', id) },
    }
  })
}

/** `tcp/close (en): 1502 words, at most 1400`. */
export function outside(all: readonly Reading[]): string[] {
  return all.flatMap(({ id, en, zh }) => [
    ...told(`${id} (en)`, en?.words, BOUNDS.words, 'words'),
    ...told(`${id} (zh-cn)`, zh?.han, BOUNDS.han, 'characters'),
  ])
}

function told(
  name: string,
  count: number | undefined,
  [least, most]: readonly [number, number],
  unit: string,
): string[] {
  if (count === undefined || (count >= least && count <= most)) return []
  return [`${name}: ${count} ${unit}, ${count < least ? `at least ${least}` : `at most ${most}`}`]
}

export function report(all: readonly Reading[]): string {
  const rows = all.map(({ id, en, zh, minutes }) =>
    [
      id,
      en?.words,
      en?.wordsPerSentence.toFixed(1),
      en?.grade.toFixed(1),
      minutes.en,
      zh?.han,
      zh?.hanPerSentence.toFixed(1),
      zh?.longest,
      minutes.zh,
    ].map((cell) => `${cell ?? '–'}`),
  )
  const mean = (values: (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined)
    return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
  }
  const beyond = outside(all)
  return `# How the lessons read

Made by \`sh bin/node src/course/reading-report.ts\`. Running text alone is counted: no code, no questions, no exercises, no captions. Bounds: ${BOUNDS.words.join('–')} English words, ${BOUNDS.han.join('–')} Chinese characters a lesson. Minutes are those that the pages show, exercises included (\`src/course/time.ts\`).

Mean of the lessons: ${mean(all.map(({ en }) => en?.wordsPerSentence)).toFixed(1)} words a sentence, Flesch–Kincaid grade ${mean(all.map(({ en }) => en?.grade)).toFixed(1)}; ${mean(all.map(({ zh }) => zh?.hanPerSentence)).toFixed(1)} characters a sentence. The grade counts syllables by spelling and takes an address or a flag for a word, so it compares lessons with each other rather than with schools.

## Outside the bounds

${beyond.length === 0 ? 'None.' : beyond.map((line) => `- ${line}`).join('\n')}

## Lesson by lesson

| lesson | words | words a sentence | grade | min | characters | characters a sentence | longest sentence | min (zh) |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`
}

if (import.meta.main) {
  writeFileSync(REPORT, report(readings()))
  console.log(`wrote ${REPORT}`)
}
