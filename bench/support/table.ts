/** How results are shown to people. */
import type { Claim, Goal, Result, Unit } from './claim.ts'
import type { Machine } from './machine.ts'
import { isRate, type Summarised, type Summary, summarised } from './stats.ts'

const WHAT = 58
const NUMBER = 12
const SPREAD = 20

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
  const heads = ['n', 'median', 'middle half', 'slow end']
  console.log(
    `  ${''.padEnd(WHAT)}${heads.map((head) => head.padStart(head.includes('half') ? SPREAD : NUMBER)).join('')}`,
  )
}

export function printResult({ measured, notes }: Result): void {
  for (const one of measured) printMeasured(summarised(one))
  for (const note of notes) console.log(`  ${note}`)
}

function printMeasured({ what, unit, rival, ratio, goal, ...own }: Summarised): void {
  printRow(what, unit, own)
  if (rival) printRow(`  rival: ${rival.what}`, unit, rival)
  if (ratio) {
    const spread = ratio.middleHalf ? `, middle half of the pairs ${ratio.middleHalf.map(short).join(' to ')}` : ''
    console.log(`    ratio ${short(ratio.ratio)} (${isRate(unit) ? 'higher' : 'lower'} is better${spread})`)
  }
  if (goal) console.log(`    ${goal.met ? 'met' : 'missed'}: ${goalText(goal, unit)}`)
}

function printRow(what: string, unit: Unit, { n, median, middleHalf, slowEnd }: Summary): void {
  const spread = middleHalf.map(short).join('–')
  const cells = [String(n).padStart(NUMBER), short(median).padStart(NUMBER), spread.padStart(SPREAD)]
  console.log(`  ${what.padEnd(WHAT)}${cells.join('')}${short(slowEnd).padStart(NUMBER)} ${unit}`)
}

/** `ratio at most 0.5`, `at least 500,000 packets/s`. */
export function goalText({ of, limit }: Goal, unit: Unit): string {
  const bound = `${isRate(unit) ? 'at least' : 'at most'} ${short(limit)}`
  return of === 'ratio' ? `ratio ${bound}` : `${of === 'median' ? '' : `${of} `}${bound} ${unit}`
}

/** Three significant digits, thousands grouped. */
export function short(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}
