/**
 * `npm run bench`: measures our claims, each next to its rival in the same run, and prints ratios.
 *
 *   npm run bench                          every claim but those that take long
 *   npm run bench -- grade decode          only these
 *   npm run bench -- --all --write         all there are; docs/benchmarks.md shows them
 *   npm run bench -- --quick               a tenth of the time, to see that they work
 *   npm run --silent bench -- --json       one JSON document
 *   npm run bench -- scale …               growth curves (bench/scale/run.ts)
 *
 * No figure fails it. Exit 1 when a measurement broke, 64 when the command was used wrongly.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { apart } from './support/apart.ts'
import type { Claim, Result } from './support/claim.ts'
import { loadNow, machine } from './support/machine.ts'
import { type Reported, report } from './support/report.ts'
import { summarised } from './support/stats.ts'
import { printClaim, printMachine, printNoise, printResult } from './support/table.ts'

/** A claim that takes longer, and does not say that it may, is broken, ms. */
const LONGEST_MS = 300_000
const USAGE = 64

const here = import.meta.dirname
if (process.argv[2] === 'scale') {
  const { scale } = await import('./scale/run.ts')
  process.exit(await scale(process.argv.slice(3)))
}

const all = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace('.ts', ''))

const { names, json, write, quick, asked } = readArguments()
if (quick) process.env.WIREBOOK_BENCH_QUICK = '1'
const before = machine()
if (!json) printMachine(before)

const claims: (Reported | { name: string; broken: string })[] = []
const began = performance.now()
for (const name of names) {
  const claim = await claimOf(name)
  if (claim.named && !asked) continue
  const { title, target } = claim
  if (!json) printClaim(name, claim)
  const load = loadNow()
  try {
    const { measured, notes } = await apart<Result>(join(here, `${name}.ts`), 'claim', claim.longestMs ?? LONGEST_MS)
    if (!json) printResult({ measured, notes })
    const at = new Date().toISOString()
    claims.push({
      name,
      title,
      target,
      at,
      machine: before,
      load: [load, loadNow()],
      measured: measured.map(summarised),
      notes,
    })
  } catch (error) {
    process.exitCode = 1
    console.error(`  BENCH_BROKEN: ${name}: ${(error as Error).message}`)
    claims.push({ name, broken: (error as Error).message })
  }
}

const after = loadNow()
const seconds = Math.round((performance.now() - began) / 100) / 10
if (write) report(claims.filter((claim) => 'measured' in claim))
if (json)
  console.log(JSON.stringify({ version: 2, at: new Date(), machine: before, loadAfter: after, seconds, claims }))
else {
  console.log(`\n${claims.length} claims in ${seconds} s`)
  printNoise(before.load, after, before.processors)
}

async function claimOf(name: string): Promise<Claim> {
  return ((await import(join(here, `${name}.ts`))) as { claim: Claim }).claim
}

function readArguments(): { names: string[]; json: boolean; write: boolean; quick: boolean; asked: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
    const unknown = positionals.filter((name) => !all.includes(name))
    if (unknown.length > 0) throw new Error(`there is no claim "${unknown[0]}"; there are ${all.join(', ')}`)
    if (values.quick && values.write) throw new Error('figures of --quick are not for the page: leave out --write')
    const { json, write, quick } = values
    const some = positionals.length > 0
    return { names: some ? positionals : all, json, write, quick, asked: some || values.all }
  } catch (error) {
    console.error(`BENCH_USAGE: ${(error as Error).message}`)
    process.exit(USAGE)
  }
}
