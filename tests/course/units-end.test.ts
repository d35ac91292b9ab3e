/** The ends of the ten units: whole in both languages, and drawn from lessons that are there. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { CONTENT, listExercises, listLabs } from '../../src/course/load.ts'
import { LOCALES } from '../../src/course/schema.ts'
import { UNITS } from '../../src/course/units.ts'
import { lessonOfLab, loadUnitEnd, NEW_QUESTIONS, unitProblems, unitQuestions } from '../../src/course/units-end.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** The course's contents with one unit's end changed. */
function contentWith(unit: string, change: (json: ReturnType<typeof loadUnitEnd>) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'units-end-'))
  folders.push(folder)
  for (const part of ['en', 'zh-cn', 'units']) cpSync(join(CONTENT, part), join(folder, part), { recursive: true })
  const file = join(folder, 'units', `${unit}.json`)
  const json = JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof loadUnitEnd>
  change(json)
  writeFileSync(file, JSON.stringify(json, null, 2))
  return folder
}

describe.each(UNITS.map(({ id }) => id))('%s', (unit) => {
  test('asks at least three new questions, each option with its reason, in both languages', () => {
    const { questions, project } = loadUnitEnd(unit)
    expect(questions.length).toBeGreaterThanOrEqual(NEW_QUESTIONS)
    for (const { question, options } of questions) {
      for (const { text, why } of [...options, { text: question, why: question }])
        for (const part of [text, why]) expect(part['zh-cn']).toMatch(/\p{Script=Han}|^\d/u)
      for (const locale of LOCALES) expect(new Set(options.map(({ text }) => text[locale])).size).toBe(options.length)
    }
    expect(project.accept.length).toBeGreaterThanOrEqual(3)
  })

  test('asks the same in both languages', () => {
    const [english, chinese] = [unitQuestions(unit, 'en'), unitQuestions(unit, 'zh-cn')]
    const shape = (all: typeof english) => all.map(({ id, right, options }) => [id, right, options.length])
    expect(shape(chinese)).toEqual(shape(english))
    expect(chinese.map(({ question }) => question)).not.toEqual(english.map(({ question }) => question))
  })
})

test('names no lab, exercise or lesson that is not there, and asks across lessons', () => {
  expect(unitProblems(listLabs(), listExercises())).toEqual([])
})

test('draws from a lesson what it asks there', () => {
  const third = unitQuestions('tcp', 'en').find(({ id }) => id === 'handshake-third')
  expect(third?.question).toBe('The SYN has `seq 1000`, the SYN-ACK `seq 5000`. What does the third segment carry?')
  expect(third?.options[third.right]?.text).toBe('seq 1001, ack 5001')
})

test('a lab is of the lesson it is named for', () => {
  expect(lessonOfLab('tcp/close-2')).toBe('tcp/close')
  expect(lessonOfLab('programs/p1-hello-tcp')).toBeNull()
})

describe('is told when', () => {
  test('a question drawn is not in its lesson', () => {
    const content = contentWith('tcp', (json) => json.drawn.push('handshake#nowhere'))
    expect(() => unitQuestions('tcp', 'en', content)).toThrow(/UNIT_INVALID|handshake#nowhere: the lesson has no such/)
  })

  test('a question has no such option', () => {
    const content = contentWith('udp', (json) => {
      json.questions[0]!.right = 7
    })
    expect(() => loadUnitEnd('udp', content)).toThrow(/units\/udp\.json:\d+: questions\.0.*right names no option/)
  })

  test('a question keeps to one lesson, or names none of the unit', () => {
    const content = contentWith('io', (json) => {
      json.questions[0]!.lessons = ['blocking']
      json.questions[1]!.lessons = ['blocking', 'chat']
      json.project.labs.push('io/nothing-9')
    })
    expect(unitProblems(listLabs(), listExercises(), content).map(({ message }) => message)).toEqual([
      'the question "idle-or-busy" needs one lesson only',
      'the question "after-writable" names the lesson chat, which is not of this unit',
      'there is no lab io/nothing-9',
    ])
  })
})
