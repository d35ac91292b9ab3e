/**
 * A class on one server: learners who are signed in, each with a lab that lives, press Run now and then; against the same
 * server with one of them. `npm run bench -- class-load` takes 200 learners and ten minutes; `sh bin/node
 * bench/class-load.ts --learners 10 --minutes 0.5` less. Fails when anything went wrong for anybody.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openFile } from '../src/sidecar/database/database.ts'
import { Learner } from './class-load/learner.ts'
import type { Claim, Result } from './support/claim.ts'
import { signedInPeople } from './support/people.ts'
import { memoryOfTree } from './support/process-tree.ts'
import { quantile } from './support/stats.ts'

export type ClassLoad = {
  learners: number
  minutes: number
  /** Between two Runs of one learner, on average, s. */
  everySeconds: number
}

const FULL: ClassLoad = { learners: 200, minutes: 10, everySeconds: 60 }
/** Runs of one learner alone, before and after. */
const ALONE = 20
/** A run that told nothing for so long is an error, ms. */
const LATE_MS = 30_000
/** Until those who left are forgotten, ms: `LINGER_MS` of class-load/serve.ts and some more. */
const SETTLE_MS = 6_000
/** How many come in at the same time. */
const AT_ONCE = 10
/** Of the idle server's. */
const TARGET = 3

export const claim: Claim = {
  title: `${FULL.learners} learners of a class with live labs on one server for ${FULL.minutes} minutes`,
  target: `p95 of Run at most ${TARGET} times that of the idle server in the same run, no error, memory flat after`,
  named: true,
  longestMs: 3_600_000,
  measure: async () => (await measure(FULL)).result,
}

async function measure({ learners, minutes, everySeconds }: ClassLoad): Promise<{ result: Result; errors: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'class-load-'))
  const server = fork(join(import.meta.dirname, 'class-load/serve.ts'), [folder], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 2, 'ipc'],
  })
  const errors: string[] = []
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }]
    const tokens = await people(folder, learners)
    const alone = async (runs: number) => {
      const one = await Learner.open(url, tokens[0]!)
      const took: number[] = []
      for (let n = 0; n < runs; n++) took.push(await one.run(LATE_MS).catch(() => LATE_MS))
      errors.push(...one.errors)
      await one.close()
      await pause(SETTLE_MS)
      return took
    }
    // What the first run brings, and everybody shares, belongs to neither side.
    await alone(3)
    const idle = await alone(ALONE)
    const before = memoryOfTree(server.pid!)

    const loaded: number[] = []
    const open: Learner[] = []
    for (let at = 0; at < tokens.length; at += AT_ONCE) {
      const some = tokens.slice(at, at + AT_ONCE).map((token) => Learner.open(url, token))
      for (const one of await Promise.all(some)) {
        open.push(one)
        await one.run(LATE_MS).catch(() => {}) // everybody's lab lives from here on
      }
    }
    const until = performance.now() + minutes * 60_000
    await Promise.all(
      open.map(async (one) => {
        for (;;) {
          const wait = 2 * Math.random() * everySeconds * 1_000
          if (performance.now() + wait > until) break
          await pause(wait)
          loaded.push(await one.run(LATE_MS).catch(() => LATE_MS))
        }
      }),
    )
    const during = memoryOfTree(server.pid!)
    errors.push(...open.flatMap((one) => one.errors))
    await Promise.all(open.map((one) => one.close()))
    await pause(SETTLE_MS)
    const again = await alone(ALONE)
    const after = memoryOfTree(server.pid!)
    const p95 = (values: number[]) => quantile(values, 0.95)
    return {
      errors,
      result: {
        measured: [
          {
            what: `Run to its first packet, ${learners} learners: p95 of ${loaded.length}`,
            unit: 'ms',
            values: [p95(loaded)],
            rival: { what: `one learner, before and after: p95 of ${2 * ALONE}`, values: [p95([...idle, ...again])] },
          },
          { what: 'errors', unit: 'left', values: [errors.length] },
          {
            what: 'memory when all have left',
            unit: 'MiB',
            values: [after],
            rival: { what: 'before they came', values: [before] },
          },
          { what: 'memory of a learner with a live lab', unit: 'MiB', values: [(during - before) / learners] },
        ],
        notes: [
          'memory: proportional set size of the server with all below it',
          `each learner runs again every ${everySeconds} s on average; medians: ${quantile(loaded, 0.5).toFixed(0)} ms, alone ${quantile(idle, 0.5).toFixed(0)} ms`,
          ...new Set(errors),
        ],
      },
    }
  } finally {
    await ended(server)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Signed in; their tokens. */
async function people(folder: string, count: number): Promise<string[]> {
  const { db, close } = openFile(folder, 'classroom.sqlite')
  const ids = Array.from({ length: count }, (_, n) => `p${n}`)
  const tokens = await signedInPeople(db, ids)
  await close()
  return tokens
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = once(server, 'exit')
  server.send('end')
  const killed = setTimeout(() => server.kill('SIGKILL'), 30_000)
  await exit
  clearTimeout(killed)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      learners: { type: 'string', default: String(FULL.learners) },
      minutes: { type: 'string', default: String(FULL.minutes) },
      every: { type: 'string', default: String(FULL.everySeconds) },
    },
  })
  const { result, errors } = await measure({
    learners: Number(values.learners),
    minutes: Number(values.minutes),
    everySeconds: Number(values.every),
  })
  for (const { what, unit, values: own, rival } of result.measured) {
    const against = rival
      ? `; ${rival.what}: ${rival.values[0]!.toFixed(1)}, ratio ${(own[0]! / rival.values[0]!).toFixed(2)}`
      : ''
    console.log(`${what}: ${own[0]!.toFixed(1)} ${unit}${against}`)
  }
  for (const note of result.notes) console.log(note)
  process.exitCode = errors.length > 0 ? 1 : 0
}
