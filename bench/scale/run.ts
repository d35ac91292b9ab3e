/**
 * Growth curves: `npm run bench -- scale`.
 *
 *   npm run bench -- scale                  all; docs/scale/*.svg and the figures in docs/scale.md are made anew
 *   npm run bench -- scale packets class    only these
 *   npm run bench -- scale --small          a few small sizes, to see that they work; nothing is written
 *
 * Gives the exit code: 0, 1 when a measurement broke, 64 when the command was used wrongly.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { apart } from '../support/apart.ts'
import { loadNow, machine } from '../support/machine.ts'
import { printMachine, printNoise, short } from '../support/table.ts'
import type { Curve, Measurement } from './curve.ts'
import { type Grown, write } from './page.ts'
import { slopeText } from './svg.ts'

/** Name -> file and export. */
const ALL = {
  packets: 'packets',
  gradings: 'gradings',
  class: 'classes',
  sessions: 'sessions',
  lessons: 'lessons',
} as const
type Name = keyof typeof ALL
const USAGE = 64

export async function scale(words: string[]): Promise<number> {
  const asked = argumentsOf(words)
  if (asked === null) return USAGE
  const before = machine()
  printMachine(before)
  const grown: Grown[] = []
  let broken = 0
  for (const name of asked.names) {
    const file = join(import.meta.dirname, `${name}.ts`)
    const { [ALL[name]]: measurement } = (await import(file)) as Record<string, Measurement>
    const { title, sizes, small, longestMs } = measurement!
    console.log(`\n${name}: ${title}`)
    const load = loadNow()
    try {
      const curves = await apart<Curve[]>(file, ALL[name], longestMs, asked.small ? small : sizes)
      for (const curve of curves) print(curve)
      grown.push({ name, title, at: new Date().toISOString(), machine: before, load: [load, loadNow()], curves })
      // Each as soon as it is there: all together take long.
      if (!asked.small) write(grown)
    } catch (error) {
      broken += 1
      console.error(`  BENCH_BROKEN: ${name}: ${(error as Error).message}`)
    }
  }
  printNoise(before.load, loadNow(), before.processors)
  return broken > 0 ? 1 : 0
}

function argumentsOf(words: string[]): { names: Name[]; small: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { small: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const known = Object.keys(ALL) as Name[]
    const unknown = positionals.find((name) => !(known as string[]).includes(name))
    if (unknown !== undefined) throw new Error(`there is no curve "${unknown}"; there are ${known.join(', ')}`)
    return { names: positionals.length > 0 ? (positionals as Name[]) : known, small: values.small }
  } catch (error) {
    console.error(`BENCH_USAGE: ${(error as Error).message}`)
    return null
  }
}

function print({ title, points, y }: Curve): void {
  console.log(`  ${title}: slope ${slopeText(points)}`)
  console.log(`    ${points.map((point) => `${point.x.toLocaleString('en')}: ${short(point.y)}`).join('   ')}  ${y}`)
}
