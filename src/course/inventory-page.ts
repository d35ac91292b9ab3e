/** Writes docs/inventory.md from the inventory: `sh bin/node src/course/inventory-page.ts`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fact, type Inventory, readInventory } from './inventory.ts'
import { coverageOf, coverageTable } from './inventory-coverage.ts'
import { ROOT } from './load.ts'
import { UNITS } from './units.ts'

export const INVENTORY_PAGE = join(ROOT, 'docs/inventory.md')

const HEAD = `# What the course has to teach

The facts of an introduction to socket programming, one by one, and the lesson that teaches each. Where introductory texts often say something that is wrong, loose or out of date, it stands under *often said*, and behind it what shows who is right: a lab of the lesson, a section of an RFC, a man page, a Python proposal (PEP), an exercise; *once* says that the lesson has it in one place only.

Made by \`sh bin/node src/course/inventory-page.ts\` from \`src/course/inventory.json\`; \`tests/course/inventory.test.ts\` holds every entry against the text of its lessons. A unit without facts here is the course's own addition.
`

/** The whole page. */
export function inventoryPage(inventory: Inventory): string {
  const table = coverageTable(coverageOf(inventory, UNITS), inventory)
  return `${[HEAD, `${table}\n`, ...inventory.map(section)].join('\n')}`
}

function section({ about, rows }: Inventory[number]): string {
  const head = ['| | fact | lesson | often said | shown by |', '| --- | --- | --- | --- | --- |']
  return [`## ${about}`, '', ...head, ...rows.map(row), ''].join('\n')
}

function row({ id, fact, lessons, corrected = '', proof = [] }: Fact): string {
  const taught = Object.keys(lessons).join(', ')
  return `| ${[String(id), fact, taught, corrected, proof.join(', ')].map(cell).join(' | ')} |`
}

const cell = (text: string) => text.replace(/[\\|*<]/g, '\\$&')

if (import.meta.main) writeFileSync(INVENTORY_PAGE, inventoryPage(readInventory()))
