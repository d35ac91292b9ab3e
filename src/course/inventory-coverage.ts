/** How many facts each unit teaches, as data and as a table. Pure. */
import { factsOf, type Inventory } from './inventory.ts'
import type { Unit } from './units.ts'

/** A fact that two units teach counts in both. `lessons`: how many of the unit's have a fact, of how many. */
export type Coverage = { unit: string; lessons: [number, number]; facts: number; corrected: number }

export function coverageOf(inventory: Inventory, units: readonly Unit[]): Coverage[] {
  const facts = factsOf(inventory).map((fact) => ({ ...fact, taught: Object.keys(fact.lessons) }))
  return units.map((unit) => {
    const ids = unit.lessons.map(({ id }) => id)
    const here = facts.filter(({ taught }) => taught.some((lesson) => ids.includes(lesson)))
    const used = ids.filter((id) => here.some(({ taught }) => taught.includes(id)))
    const corrected = here.filter(({ proof }) => proof).length
    return { unit: unit.id, lessons: [used.length, ids.length], facts: here.length, corrected }
  })
}

/** Rows of equal width, in Markdown, which reads well on a console too. */
export function coverageTable(coverage: readonly Coverage[], inventory: Inventory): string {
  const facts = factsOf(inventory)
  const rows = [
    ['unit', 'lessons with facts', 'facts', 'corrected'],
    ...coverage.map((row) => [row.unit, row.lessons.join(' of '), String(row.facts), String(row.corrected)]),
    ['each once', '', String(facts.length), String(facts.filter(({ proof }) => proof).length)],
  ]
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at]!.length)))
  const line = (cells: string[], fill = ' ') =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!, fill)).join(' | ')} |`
  const [head, ...body] = rows.map((row) => line(row))
  return [head, line(['', '', '', ''], '-'), ...body].join('\n')
}
