/** Keeps the latest curves in docs/scale/curves.json, draws each, and shows them between two marks in docs/scale.md. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../src/course/load.ts'
import type { Machine } from '../support/machine.ts'
import { between } from '../support/report.ts'
import { short } from '../support/table.ts'
import type { Curve } from './curve.ts'
import { slopeText, svgOf } from './svg.ts'

const FOLDER = join(ROOT, 'docs/scale')
const DATA = join(FOLDER, 'curves.json')
const PAGE = join(ROOT, 'docs/scale.md')
const MARKS = ['<!-- curves: begin -->', '<!-- curves: end -->'] as const

export type Grown = {
  name: string
  title: string
  /** ISO 8601. */
  at: string
  machine: Machine
  /** Load averages over a minute, before and after. */
  load: [number, number]
  curves: Curve[]
}

/** Curves take the place of earlier ones of the same measurement. */
export function write(grown: readonly Grown[]): void {
  mkdirSync(FOLDER, { recursive: true })
  const before = existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as Grown[]) : []
  const names = new Set(grown.map(({ name }) => name))
  const all = [...before.filter(({ name }) => !names.has(name)), ...grown].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  writeFileSync(DATA, `${JSON.stringify(all, null, 1)}\n`)
  for (const { curves } of grown)
    for (const curve of curves) writeFileSync(join(FOLDER, `${curve.name}.svg`), svgOf(curve))
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), MARKS, all.map(sectionOf).join('\n\n')))
}

function sectionOf({ title, at, machine, load, curves }: Grown): string {
  const busy = Math.max(...load) > machine.processors
  const where = `${at.slice(0, 10)}, ${machine.processors} processors (${machine.model}), ${machine.memoryGiB} GiB, load ${load.join(' to ')}`
  const warning = busy ? ' **On a busy machine: to be measured again; times are too long, slopes are rough.**' : ''
  return [`### ${title}`, `Measured ${where}.${warning}`, ...curves.map(pictured)].join('\n\n')
}

function pictured({ name, title, x, y, points, note }: Curve): string {
  const ends = [points[0], points.at(-1)].flatMap((point) => (point ? [`${short(point.y)} at ${short(point.x)}`] : []))
  const said = `${title}: ${ends.join(', ')}; slope ${slopeText(points)}`
  return `![${said}; ${y} by ${x}](scale/${name}.svg)\n\n${said} (${y})${note ? `; ${note}` : ''}.`
}
