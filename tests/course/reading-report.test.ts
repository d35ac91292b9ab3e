/** The lessons keep to their bounds, and docs/reading.md says of each what it is. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  outside,
  REPORT,
  readChinese,
  readEnglish,
  readings,
  report,
  syllablesIn,
} from '../../src/course/reading-report.ts'

const all = readings()
const written = readFileSync(REPORT, 'utf8')
/** Of a figure in the report, until it has to be made anew: a lesson may be mended without that. */
const SLACK = 0.05

test('every lesson has 600 to 1,400 words, and in Chinese 900 to 2,100 characters', () => {
  expect(outside(all)).toEqual([])
  expect(all.every(({ en, zh }) => en !== null && zh !== null)).toBe(true)
})

test('the report says what is so', () => {
  const stale = all.flatMap(({ id, en, zh }) => {
    const cells = written
      .split('\n')
      .find((line) => line.startsWith(`| ${id} |`))
      ?.split('|')
      .map((cell) => cell.trim())
    const [words, han] = [Number(cells?.[2]), Number(cells?.[6])]
    const near = (told: number, is = 0) => Math.abs(told - is) <= SLACK * is
    return near(words, en?.words) && near(han, zh?.han) ? [] : [`${id}: ${words}, ${han}`]
  })
  expect(stale, 'make it anew: sh bin/node src/course/reading-report.ts').toEqual([])
})

test('a lesson outside the bounds is named, with how far', () => {
  const [lesson] = all
  const short = { ...lesson!, en: readEnglish('Too short.'), zh: readChinese('不算太短。'.repeat(600)) }
  expect(outside([short])).toEqual([
    'bench/first-packet (en): 2 words, at least 600',
    'bench/first-packet (zh-cn): 2400 characters, at most 2100',
  ])
  expect(report([short])).toContain('- bench/first-packet (en): 2 words, at least 600')
})

test('sentences and syllables are measured', () => {
  expect(readEnglish('The cat sat. It saw a dog.')).toMatchObject({ words: 7, sentences: 2, wordsPerSentence: 3.5 })
  expect(readChinese('三次握手。四个字。')).toEqual({ han: 7, sentences: 2, hanPerSentence: 3.5, longest: 4 })
  expect(['cat', 'server', 'handshake', 'acknowledgement', '10.0.0.1', 'table'].map(syllablesIn)).toEqual([
    1, 2, 2, 5, 1, 2,
  ])
})
