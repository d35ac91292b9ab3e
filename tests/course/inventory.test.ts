import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Inventory, readInventory } from '../../src/course/inventory.ts'
import { coverageOf, coverageTable } from '../../src/course/inventory-coverage.ts'
import { type Course, inventoryFaults } from '../../src/course/inventory-faults.ts'
import { INVENTORY_PAGE, inventoryPage } from '../../src/course/inventory-page.ts'
import { type LessonText, proves, says } from '../../src/course/inventory-proof.ts'
import { CONTENT, listExercises, listLabs } from '../../src/course/load.ts'
import { UNITS } from '../../src/course/units.ts'

const KNOWN = UNITS.flatMap(({ lessons }) => lessons.map(({ id }) => id))
/** Lessons that may be named before they are written. */
const COMING = ['beyond/capstone']

const text = (source: string, ...figures: string[]): LessonText => ({ source, figures })

function lessonText(file: string): LessonText {
  const source = readFileSync(file, 'utf8')
  const names = [...source.matchAll(/<Figure\s+name="([^"]+)"/g)].map(([, name]) => name!)
  return text(source, ...names.flatMap(figureTexts))
}

function figureTexts(name: string): string[] {
  const texts = JSON.parse(readFileSync(join(CONTENT, 'figures', `${name}.json`), 'utf8')) as {
    en: Record<string, string>
  }
  return Object.values(texts.en)
}

const files = KNOWN.map((id) => [id, join(CONTENT, 'en', `${id}.mdx`)] as const)
const written = files.filter(([, file]) => existsSync(file))
const course: Course = {
  lessons: new Map(written.map(([id, file]) => [id, lessonText(file)])),
  known: KNOWN,
  coming: COMING,
  runnable: [...listLabs(), ...listExercises()],
}
const inventory = readInventory()

describe('the inventory', () => {
  test('every fact is taught in the lessons it names, and every correction is proved there', () => {
    const table = coverageTable(coverageOf(inventory, UNITS), inventory)
    console.log(table)
    expect(inventoryFaults(inventory, course)).toEqual([])
  })

  test('holds all of what was listed', () => {
    const facts = inventory.flatMap(({ rows }) => rows)
    expect([facts.length, facts.filter(({ proof }) => proof).length]).toEqual([232, 105])
  })

  test('only lessons that are still coming are missing', () => {
    expect(KNOWN.filter((id) => !course.lessons.has(id) && !COMING.includes(id))).toEqual([])
  })

  test('its page is up to date (sh bin/node src/course/inventory-page.ts)', () => {
    expect(readFileSync(INVENTORY_PAGE, 'utf8')).toBe(inventoryPage(inventory))
  })
})

describe('a fault is told', () => {
  const faults = (row: Partial<Inventory[number]['rows'][number]>, more: Partial<Course> = {}) =>
    inventoryFaults([{ about: 'x', rows: [{ id: 1, fact: 'a fact', lessons: {}, ...row }] }], {
      lessons: new Map([['tcp/close', text('FIN means **I will send no more**. <Lab id="tcp/close-1" />')]]),
      known: ['tcp/close', 'tcp/backlog', 'beyond/capstone'],
      coming: ['beyond/capstone'],
      runnable: ['tcp/close-1', 'tcp/close-2'],
      ...more,
    })
  const taught = { 'tcp/close': 'I will send no more' }

  test('and nothing is told of what is right', () => {
    expect(faults({ lessons: taught, corrected: 'x', proof: ['lab tcp/close-1'] })).toEqual([])
    expect(faults({ lessons: { 'beyond/capstone': 'not yet' } })).toEqual([])
  })

  test('of a lesson nobody knows, and of one that is not written', () => {
    expect(faults({ lessons: { 'tcp/opening': 'words' } })).toEqual(['fact 1: no lesson is called tcp/opening'])
    expect(faults({ lessons: { 'tcp/backlog': 'words' } })).toEqual(['fact 1: tcp/backlog is not written'])
  })

  test('of words that do not stand in the lesson', () => {
    expect(faults({ lessons: { 'tcp/close': 'I will read no more' } })[0]).toContain('does not say')
  })

  test('of a proof that stands elsewhere, or nowhere', () => {
    expect(faults({ lessons: taught, proof: ['lab tcp/close-2'] })).toEqual([
      'fact 1: lab tcp/close-2 stands in none of tcp/close',
    ])
    expect(faults({ lessons: taught, proof: ['lab tcp/close-9'] })).toEqual(['fact 1: nothing is called tcp/close-9'])
  })

  test('of a number out of order', () => {
    expect(faults({ id: 2, lessons: taught })).toEqual(['fact 2 stands in place 1'])
  })
})

describe('a proof', () => {
  test('is a lab or exercise that is embedded; the complete programs may be named', () => {
    const lesson = text('<Lab id="tcp/close-1" /> tcp/close-2 `programs/p4-nihao` <Exercise id="tcp/states">')
    const proofs = ['lab tcp/close-1', 'exercise tcp/states', 'lab programs/p4-nihao']
    expect(proofs.map((proof) => proves(lesson, proof))).toEqual([true, true, true])
    const others = ['lab tcp/close-2', 'exercise tcp/close-1', 'lab tcp/states', 'lab programs/p4', 'tcp/close-1']
    expect(others.map((proof) => proves(lesson, proof))).toEqual([false, false, false, false, false])
  })

  test('is a section that is cited, and no other of the same RFC', () => {
    const lesson = text('(<Rfc n={9293} s="3.5" />, <Rfc n={896} />) RFC 791')
    const told = ['RFC 9293 §3.5', 'RFC 896', 'RFC 9293 §3.5.1', 'RFC 9293 §3', 'RFC 9293', 'RFC 791']
    expect(told.map((proof) => proves(lesson, proof))).toEqual([true, true, false, false, false, false])
  })

  test('is a man page or a PEP by its whole name', () => {
    const lesson = text('append(2), raw(7); PEP 81, PEP 3151')
    const told = ['raw(7)', 'PEP 3151', 'send(2)', 'end(2)', 'PEP 8', 'raw(2)']
    expect(told.map((proof) => proves(lesson, proof))).toEqual([true, true, false, false, false, false])
  })

  test('may be that something is said once', () => {
    expect(proves(text('A server waits. A client comes.'), 'once "a server waits"')).toBe(true)
    expect(proves(text('A server waits. A server *waits*.'), 'once "a server waits"')).toBe(false)
    expect(proves(text('A client comes.'), 'once "a server waits"')).toBe(false)
  })
})

test('words are found through markup, over line ends and in figures', () => {
  const lesson = text('It is\nthe *peer’s* <Term id="window">window</Term>, a “limit”.', 'cable, light, radio')
  const words = ["the peer's window", 'a "limit"', 'cable, light', 'window limit', 'limit cable']
  expect(words.map((one) => says(lesson, one))).toEqual([true, true, true, false, false])
})
