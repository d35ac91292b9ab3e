/** What counts as a lesson's text, and the time that is told for it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hanIn, proseOf, sentencesIn, wordsIn } from '../../src/course/prose.ts'
import { lessonMinutes, RATES } from '../../src/course/time.ts'
import { contentsOf, minutesOf } from '../../src/course/time-of.ts'
import { UNITS } from '../../src/course/units.ts'

const LESSON = `---
title: A lesson
summary:
  - not read here
---

## A heading

Five \`words\` with a <Term id="x">term</Term>. Another **sentence** [here](/en/x/).

<Lab id="tcp/close-1" />

<Quiz id="q" right={0} options={[{ text: 'a > b', why: 'not counted' }, { text: 'b', why: 'no' }]}>

Not counted either?

</Quiz>

<Note kind="aside" title="Not this">

Inside a note.

</Note>

\`\`\`ts
const notCounted = 1
\`\`\`

| head one | two |
| --- | --- |
| 10.0.0.1 | SYN-ACK |

<Exercise id="tcp/states">

The task is not counted.

</Exercise>
`

describe('prose', () => {
  test('is what a reader reads on: no code, questions, tasks, tags or marks', () => {
    expect(proseOf(LESSON)).toEqual([
      'A heading',
      'Five words with a term. Another sentence here.',
      'Inside a note.',
      'head one',
      'two',
      '10.0.0.1',
      'SYN-ACK',
    ])
  })

  test.each([
    ['One. Two? “Three!” Four 1.5 s', ['One.', 'Two?', '“Three!”', 'Four 1.5 s']],
    ['See RFC 9293 e.g. there', ['See RFC 9293 e.g. there']],
    ['第一句。“第二句？”第三句', ['第一句。', '“第二句？”', '第三句']],
  ])('%s has its sentences', (text, sentences) => {
    expect(sentencesIn(text)).toEqual(sentences)
  })

  test('an address is one word, and a character of Chinese one character', () => {
    expect(wordsIn('connect to 10.0.0.1, SYN-ACK')).toEqual(['connect', 'to', '10.0.0.1', 'SYN-ACK'])
    expect(hanIn('用 TCP 连接，三次。')).toBe(5)
  })

  test('of any text comes out without an error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => Array.isArray(proseOf(text))),
      { seed: 5, numRuns: 200 },
    )
  })
})

describe('the time of a lesson', () => {
  const contents = { words: 0, han: 0, labs: 0, questions: 0, exercises: [] }

  test('is put together from the named rates, in steps of five minutes', () => {
    expect(lessonMinutes('en', { ...contents, words: 10 * RATES.words })).toBe(10)
    expect(lessonMinutes('zh-cn', { ...contents, han: 10 * RATES.han })).toBe(10)
    expect(lessonMinutes('en', { ...contents, labs: 5 })).toBe(5 * RATES.labMinutes)
    expect(lessonMinutes('en', { ...contents, questions: 20 })).toBe(20 * RATES.questionMinutes)
    expect(lessonMinutes('en', { ...contents, exercises: [6 * RATES.solutionLines] })).toBe(RATES.exerciseMinutes + 6)
    expect(lessonMinutes('en', contents)).toBe(RATES.step)
  })

  test('never falls when anything is added', () => {
    const count = fc.nat(3_000)
    const some = fc.record({
      words: count,
      han: count,
      labs: count,
      questions: count,
      exercises: fc.array(count, { maxLength: 4 }),
    })
    fc.assert(
      fc.property(some, some, (a, b) => {
        const both = {
          words: a.words + b.words,
          han: a.han + b.han,
          labs: a.labs + b.labs,
          questions: a.questions + b.questions,
          exercises: [...a.exercises, ...b.exercises],
        }
        return lessonMinutes('zh-cn', both) >= lessonMinutes('zh-cn', a)
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  test('is refused for what cannot be counted', () => {
    expect(() => lessonMinutes('en', { ...contents, labs: -1 })).toThrow(RangeError)
    expect(() => lessonMinutes('en', { ...contents, words: Number.NaN })).toThrow(RangeError)
  })

  test('counts a lesson’s labs, questions, and what the solution has beyond the starter', () => {
    const { labs, questions, words, han, exercises } = contentsOf(LESSON)
    expect([labs, questions, han]).toEqual([1, 1, 0])
    expect(words).toBe(18)
    expect(exercises[0]).toBeGreaterThan(5)
  })

  test('differs little between the two languages, and is told for every lesson', () => {
    for (const { id } of UNITS.flatMap(({ lessons }) => lessons)) {
      const [english, chinese] = [minutesOf('en', id)!, minutesOf('zh-cn', id)!]
      expect(english, id).toBeGreaterThanOrEqual(15)
      expect(Math.abs(english - chinese), id).toBeLessThanOrEqual(10)
    }
    expect(minutesOf('en', 'tcp/nowhere')).toBeNull()
  })
})
