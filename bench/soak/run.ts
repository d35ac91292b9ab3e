/**
 * `npm run soak`: half an hour of mixed use of one server, and whether anything is left of it. Before a release.
 *
 *   npm run soak                     thirty minutes
 *   npm run soak -- --minutes 5
 *   npm run soak -- --write          docs/soak.md and its pictures are made anew
 *   npm run soak -- --seed 7         other dice
 *
 * Exit 0, 1 when something leaked or went wrong, 64 when the command was used wrongly. Ctrl-C ends it early.
 */
import { parseArgs } from 'node:util'
import { loadNow, machine } from '../support/machine.ts'
import { printMachine, printNoise } from '../support/table.ts'
import { write } from './page.ts'
import type { Look } from './rule.ts'
import { soak } from './soak.ts'

const MINUTES = 30
const USAGE = 64

const { minutes, seed, toPage } = readArguments()
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
const before = machine()
printMachine(before)
const report = await soak({ seconds: minutes * 60, seed, signal: stop.signal, progress: print })
const load: [number, number] = [before.load, loadNow()]
printNoise(...load, before.processors)
console.log(
  Object.entries(report.acts)
    .map(([act, n]) => `${n} ${act}`)
    .join(', '),
)
for (const fault of report.faults) console.error(`SOAK_FAULT: ${fault}`)
if (report.faults.length === 0) console.log('nothing leaked, and nothing went wrong')
if (toPage) write({ ...report, at: new Date().toISOString(), machine: before, load, minutes, seed })
process.exit(report.faults.length > 0 ? 1 : 0)

function print({ at, resting, counts, heap, rss, pss }: Look): void {
  const counted = Object.entries(counts).map(([what, n]) => `${n} ${what}`)
  const memory = `heap ${heap.toFixed(1)}, rss ${rss.toFixed(0)}, all ${pss.toFixed(0)} MiB`
  console.log(`${(at / 60).toFixed(1).padStart(5)} min ${resting ? 'rest' : '    '}  ${counted.join(', ')}; ${memory}`)
}

function readArguments(): { minutes: number; seed: number; toPage: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: `${MINUTES}` },
        seed: { type: 'string', default: '1' },
        write: { type: 'boolean', default: false },
      },
    })
    const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
    if (!(minutes > 0)) throw new Error(`--minutes is a number over 0, not "${values.minutes}"`)
    if (!Number.isInteger(seed)) throw new Error(`--seed is a whole number, not "${values.seed}"`)
    return { minutes, seed, toPage: values.write }
  } catch (error) {
    console.error(`SOAK_USAGE: ${(error as Error).message}`)
    process.exit(USAGE)
  }
}
