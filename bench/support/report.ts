/**
 * docs/benchmarks.json holds the latest result of each claim, and docs/benchmarks.md shows them between two marks. What
 * stands around the marks is written by hand.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../src/course/load.ts'
import type { Machine } from './machine.ts'
import type { Summarised } from './stats.ts'
import { goalText, short } from './table.ts'

const RESULTS = join(ROOT, 'docs/benchmarks.json')
const PAGE = join(ROOT, 'docs/benchmarks.md')
const MARKS = ['<!-- measured: begin -->', '<!-- measured: end -->'] as const

export type Reported = {
  name: string
  title: string
  target: string
  /** ISO 8601. */
  at: string
  machine: Machine
  /** Load averages over a minute, before and after. */
  load: [number, number]
  measured: Summarised[]
  notes: string[]
}

/** Puts results in the place of the earlier ones of the same claims, and writes the page anew. */
export function report(results: readonly Reported[]): void {
  const before = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Reported[]) : []
  const names = new Set(results.map(({ name }) => name))
  const all = [...before.filter(({ name }) => !names.has(name)), ...results].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  writeFileSync(RESULTS, `${JSON.stringify(all, null, 1)}\n`)
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), MARKS, pageOf(all)))
}

/** Throws where the marks are not there. */
export function between(text: string, [begin, end]: readonly [string, string], part: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${begin} … ${end} are not in the page`)
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`
}

export function pageOf(results: readonly Reported[]): string {
  const missed = results.flatMap(({ name, measured }) =>
    measured.flatMap(({ what, unit, goal }) =>
      goal && !goal.met
        ? [`- **\`${name}\`, ${what}:** ${short(goal.figure)}, ${goalText(goal, unit)}. ${goal.why ?? ''}`.trim()]
        : [],
    ),
  )
  return [
    ...results.map(sectionOf),
    '## What is missed',
    missed.length === 0 ? 'Nothing in these runs.' : missed.join('\n'),
  ].join('\n\n')
}

function sectionOf({ name, title, target, at, machine, load, measured, notes }: Reported): string {
  const busy = Math.max(...load) > machine.processors
  const where = `${at.slice(0, 10)}, ${machine.processors} processors (${machine.model}), ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}, load ${load.join(' to ')}`
  const warning = busy ? ' **On a busy machine: to be measured again; read the ratios, not the times.**' : ''
  const rows = measured.map(rowOf).join('\n')
  return [
    `### \`${name}\`: ${title}`,
    `Target: ${target}. Measured ${where}.${warning}`,
    `| measured | n | ours: median (middle half) | rival: median (middle half) | ratio | target |\n| --- | --- | --- | --- | --- | --- |\n${rows}`,
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
  ].join('\n\n')
}

function rowOf({ what, unit, rival, ratio, goal, n, ...own }: Summarised): string {
  const figure = ({ median, middleHalf }: Pick<Summarised, 'median' | 'middleHalf'>) =>
    n === 1 ? `${short(median)} ${unit}` : `${short(median)} ${unit} (${middleHalf.map(short).join('–')})`
  const cells = [
    what,
    String(n),
    figure(own),
    rival ? `${rival.what}: ${figure(rival)}` : '',
    ratio ? short(ratio.ratio) : '',
    goal ? `${goal.met ? 'met' : '**missed**'}: ${goalText(goal, unit)}` : '',
  ]
  return `| ${cells.join(' | ')} |`
}
