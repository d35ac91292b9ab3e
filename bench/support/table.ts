/** How results are shown to people. */
import type { Claim, Measured, Result, Unit } from './claim.ts'
import type { Machine } from './machine.ts'
import { isRate, ratioOf, summaryOf } from './stats.ts'

const WHAT = 58
const NUMBER = 12

export function printMachine({ processors, model, memoryGiB, kernel, node, load }: Machine): void {
  console.log(`${processors} processors (${model}), ${memoryGiB} GiB, Linux ${kernel}, Node ${node}, load ${load}`)
}

export function printNoise(before: number, after: number, processors: number): void {
  const busy = Math.max(before, after) > processors
  const advice = busy ? ': others wanted the processors too, so read the ratios, not the times' : ''
  console.log(`load ${before} before, ${after} after, on ${processors} processors${advice}`)
}

export function printClaim(name: string, { title, target }: Claim): void {
  console.log(`\n${name}: ${title}\n  target: ${target}`)
  console.log(`  ${''.padEnd(WHAT)}${['n', 'median', 'slow end'].map((head) => head.padStart(NUMBER)).join('')}`)
}

export function printResult({ measured, notes }: Result): void {
  for (const one of measured) printMeasured(one)
  for (const note of notes) console.log(`  ${note}`)
}

function printMeasured({ what, unit, values, rival }: Measured): void {
  printRow(what, unit, values)
  if (rival === undefined) return
  printRow(`  rival: ${rival.what}`, unit, rival.values)
  const { ratio, middleHalf } = ratioOf(values, rival.values)
  const spread = middleHalf ? `, middle half of the pairs ${middleHalf.map(short).join(' to ')}` : ''
  console.log(`    ratio ${short(ratio)} (${isRate(unit) ? 'higher' : 'lower'} is better${spread})`)
}

function printRow(what: string, unit: Unit, values: number[]): void {
  const { n, median, slowEnd } = summaryOf(values, unit)
  const cells = [String(n), short(median), short(slowEnd)]
  console.log(`  ${what.padEnd(WHAT)}${cells.map((cell) => cell.padStart(NUMBER)).join('')} ${unit}`)
}

/** Three significant digits, thousands grouped. */
function short(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}
