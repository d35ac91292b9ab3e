/** Keeps the latest soak in docs/soak/soak.json, draws it, and shows it between two marks in docs/soak.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../src/course/load.ts'
import type { Machine } from '../support/machine.ts'
import { between } from '../support/report.ts'
import { short } from '../support/table.ts'
import { COUNTED } from './counts.ts'
import { pictureOf } from './picture.ts'
import { type Look, quarters } from './rule.ts'
import type { SoakReport } from './soak.ts'

const FOLDER = join(ROOT, 'docs/soak')
const DATA = join(FOLDER, 'soak.json')
const PAGE = join(ROOT, 'docs/soak.md')
const MARKS = ['<!-- soak: begin -->', '<!-- soak: end -->'] as const

export type Soaked = SoakReport & {
  /** ISO 8601. */
  at: string
  machine: Machine
  /** Load averages over a minute, before and after. */
  load: [number, number]
  minutes: number
  seed: number
}

export function write(soaked: Soaked): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(DATA, `${JSON.stringify({ ...soaked, looks: soaked.looks.map(rounded) }, null, 1)}\n`)
  writeFileSync(join(FOLDER, 'soak.svg'), pictureOf(titleOf(soaked), soaked.looks))
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), MARKS, sectionOf(soaked)))
}

export function sectionOf(soaked: Soaked): string {
  const { looks, acts, faults, at, machine, load, seed } = soaked
  const rests = looks.filter(({ resting }) => resting)
  const [first, last] = [rests[0]!, rests.at(-1)!]
  const used = looks.filter(({ resting }) => !resting)
  const most = (of: (look: Look) => number) => short(Math.max(...looks.map(of)))
  const counts = COUNTED.map(
    (what) => `| ${what} | ${first.counts[what]} | ${last.counts[what]} | ${most(({ counts }) => counts[what])} |`,
  )
  const memory = (['heap', 'rss', 'pss'] as const).map((what) => {
    const { second, fourth } = quarters(used.map((look) => look[what]))
    return `| ${NAMES[what]} | ${short(first[what])} | ${short(last[what])} | ${short(second)} | ${short(fourth)} |`
  })
  return [
    `Measured ${at.slice(0, 10)}, ${machine.processors} processors (${machine.model}), ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}, load ${load.join(' to ')}; ${soaked.minutes} minutes, seed ${seed}, ${looks.length} looks.`,
    faults.length === 0
      ? '**Nothing leaked, and nothing went wrong.**'
      : `**Not well:**\n\n${faults.map((fault) => `- ${fault}`).join('\n')}`,
    `![${titleOf(soaked)}](soak/soak.svg)`,
    `| held | first rest | last rest | most |\n| --- | --- | --- | --- |\n${counts.join('\n')}`,
    `| MiB | first rest | last rest | second quarter under load | last quarter |\n| --- | --- | --- | --- | --- |\n${memory.join('\n')}`,
    `Done meanwhile: ${Object.entries(acts)
      .map(([act, n]) => `${act} ${n}`)
      .join(', ')}. After the server's end: ${soaked.left.groups} groups, ${soaked.left.files} temporary files.`,
  ].join('\n\n')
}

const NAMES = {
  heap: 'server’s heap after a collection',
  rss: 'server’s memory (RSS)',
  pss: 'all memory (PSS)',
}

const titleOf = ({ minutes }: Pick<Soaked, 'minutes'>): string =>
  `What one server holds over ${minutes} minutes of mixed use`

function rounded({ at, resting, counts, heap, rss, pss }: Look): Look {
  const [seconds, heaped, resident, all] = [at, heap, rss, pss].map((value) => Math.round(value * 10) / 10)
  return { at: seconds!, resting, counts, heap: heaped!, rss: resident!, pss: all! }
}
