/**
 * `npm run bench`: measures our claims, each next to its rival in the same run, and prints ratios.
 *
 *   npm run bench                          every claim but those that take long
 *   npm run bench -- grade decode          only these
 *   npm run --silent bench -- --json       one JSON document
 *
 * No figure fails it. Exit 1 when a measurement broke, 64 when the command was used wrongly.
 */
import { fork } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Claim, Result } from './support/claim.ts'
import { loadNow, machine } from './support/machine.ts'
import { summarised } from './support/stats.ts'
import { printClaim, printMachine, printNoise, printResult } from './support/table.ts'

/** A claim that takes longer, and does not say that it may, is broken, ms. */
const LONGEST_MS = 120_000
const USAGE = 64

const here = import.meta.dirname
const all = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace('.ts', ''))

const { names, json, asked } = readArguments()
const before = machine()
if (!json) printMachine(before)

const claims: object[] = []
const began = performance.now()
for (const name of names) {
  const claim = await claimOf(name)
  if (claim.named && !asked) continue
  if (!json) printClaim(name, claim)
  const load = loadNow()
  try {
    const result = await measureApart(name, claim.longestMs)
    if (!json) printResult(result)
    claims.push({
      name,
      title: claim.title,
      target: claim.target,
      load,
      ...result,
      measured: result.measured.map(summarised),
    })
  } catch (error) {
    process.exitCode = 1
    console.error(`  BENCH_BROKEN: ${name}: ${(error as Error).message}`)
    claims.push({ name, title: claim.title, target: claim.target, load, broken: (error as Error).message })
  }
}

const after = loadNow()
const seconds = Math.round((performance.now() - began) / 100) / 10
if (json)
  console.log(JSON.stringify({ version: 1, at: new Date(), machine: before, loadAfter: after, seconds, claims }))
else {
  console.log(`\n${claims.length} claims in ${seconds} s`)
  printNoise(before.load, after, before.processors)
}

async function claimOf(name: string): Promise<Claim> {
  return ((await import(join(here, `${name}.ts`))) as { claim: Claim }).claim
}

function readArguments(): { names: string[]; json: boolean; asked: boolean } {
  try {
    const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
    const unknown = positionals.filter((name) => !all.includes(name))
    if (unknown.length > 0) throw new Error(`there is no claim "${unknown[0]}"; there are ${all.join(', ')}`)
    const asked = positionals.length > 0
    return { names: asked ? positionals : all, json: values.json ?? false, asked }
  } catch (error) {
    console.error(`BENCH_USAGE: ${(error as Error).message}`)
    process.exit(USAGE)
  }
}

function measureApart(name: string, longestMs = LONGEST_MS): Promise<Result> {
  const child = fork(join(here, 'support/one.ts'), [name], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Whatever a measurement prints is no part of the result.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, longestMs)
  return new Promise((resolve, reject) => {
    let result: Result | undefined
    child.once('message', (message) => {
      result = message as Result
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (result !== undefined) resolve(result)
      else reject(new Error(late ? `not done within ${longestMs / 1000} s` : `ended with ${signal ?? `code ${code}`}`))
    })
  })
}
