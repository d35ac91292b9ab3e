/**
 * A class on one server: learners who are signed in, each with a lab that lives, press Run now and then
 * (class-load/pace.ts); against the same server with one of them, whose processes are as warm. First all come, run once
 * and go, so that what a class leaves behind is told from what ten minutes of one leave. `npm run bench -- class-load`
 * takes 200 learners and ten minutes; `sh bin/node bench/class-load.ts --learners 10 --minutes 0.5` less. Fails when
 * anything went wrong for anybody.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openFile } from '../src/sidecar/database/database.ts'
import { Learner } from './class-load/learner.ts'
import { LEAST_MEAN_SECONDS, pauseMs, randomFrom } from './class-load/pace.ts'
import { type Spent, spentOf, spentSince } from './class-load/spent.ts'
import type { Claim, Result } from './support/claim.ts'
import { signedInPeople } from './support/people.ts'
import { memoryOfTree } from './support/process-tree.ts'
import { quantile } from './support/stats.ts'
import { printClaim, printResult } from './support/table.ts'

export type ClassLoad = {
  learners: number
  minutes: number
  /** Between two Runs of one learner, on average, s: at least 10. */
  everySeconds: number
}

const FULL: ClassLoad = { learners: 200, minutes: 10, everySeconds: 180 }
/** Runs of one learner alone, before and after, and the pause after each: processes are warm again by then, ms. */
const ALONE = { runs: 20, pauseMs: 2_000 }
/** A run that told nothing for so long is an error, ms. */
const LATE_MS = 30_000
/** Until those who left are forgotten, ms: `LINGER_MS` of class-load/serve.ts, and what ending their labs takes. */
const SETTLE_MS = 10_000
/** How many come in at the same time. */
const AT_ONCE = 10
/** Of the idle server's. */
const TARGET = 3
/** Of what was there after the first crowd had left. */
const FLAT = 1.1

export const claim: Claim = {
  title: `${FULL.learners} learners of a class with live labs on one server for ${FULL.minutes} minutes`,
  target: `p95 of Run at most ${TARGET} times that of the idle server in the same run, no error, memory flat after`,
  named: true,
  longestMs: 3_600_000,
  measure: async () => (await measure(FULL)).result,
}

async function measure(load: ClassLoad): Promise<{ result: Result; errors: string[] }> {
  const { learners, minutes, everySeconds } = load
  if (everySeconds < LEAST_MEAN_SECONDS) throw new Error(`every ${LEAST_MEAN_SECONDS} s is the least`)
  const folder = mkdtempSync(join(tmpdir(), 'class-load-'))
  const server = fork(join(import.meta.dirname, 'class-load/serve.ts'), [folder], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc'],
    stdio: ['ignore', 'ignore', 2, 'ipc'],
  })
  const errors: string[] = []
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }]
    const tokens = await people(folder, learners)
    const alone = async (runs: number) => {
      const one = await Learner.open(url, tokens[0]!)
      const took: number[] = []
      // The first is a cold start: everybody has had theirs when the measured minutes begin.
      for (let n = 0; n <= runs; n++) {
        const ms = await one.run(LATE_MS).catch(() => LATE_MS)
        if (n > 0) took.push(ms)
        await pause(ALONE.pauseMs)
      }
      await leave([one])
      return took
    }
    const come = async () => {
      const all: Learner[] = []
      for (let at = 0; at < tokens.length; at += AT_ONCE) {
        const some = tokens.slice(at, at + AT_ONCE).map((token) => Learner.open(url, token))
        for (const one of await Promise.all(some)) {
          all.push(one)
          await one.run(LATE_MS).catch(() => {}) // everybody's lab lives from here on
        }
      }
      return all
    }
    const leave = async (all: Learner[]) => {
      errors.push(...all.flatMap((one) => one.errors))
      await Promise.all(all.map((one) => one.close()))
      await pause(SETTLE_MS)
    }
    const idle = await alone(ALONE.runs)
    const before = await held(server)
    await leave(await come())
    const afterFirst = await held(server)

    const all = await come()
    await pause(ALONE.pauseMs)
    const spentBefore = spentOf(server.pid!)
    const loaded = await work(all, load)
    const spent = spentSince(spentBefore, spentOf(server.pid!))
    const during = memoryOfTree(server.pid!)
    await leave(all)
    const again = await alone(ALONE.runs)
    const after = await held(server)

    const figures = (values: number[]) => [quantile(values, 0.5), quantile(values, 0.95)] as const
    const [[half, slow], [halfAlone, slowAlone]] = [figures(loaded), figures([...idle, ...again])]
    const runs = (what: string) => `Run to its first packet, ${what} of ${loaded.length}`
    const one = `one learner, before and after, of ${idle.length + again.length}`
    return {
      errors,
      result: {
        measured: [
          {
            what: `${learners} learners: ${runs('p95')}`,
            unit: 'ms',
            values: [slow],
            rival: { what: one, values: [slowAlone] },
            goal: { of: 'ratio', limit: TARGET },
          },
          {
            what: `${learners} learners: ${runs('median')}`,
            unit: 'ms',
            values: [half],
            rival: { what: one, values: [halfAlone] },
          },
          { what: 'errors', unit: 'left', values: [errors.length], goal: { of: 'median', limit: 0 } },
          {
            what: 'memory when all have left',
            unit: 'MiB',
            values: [after.tree],
            rival: { what: 'when all had come, run once, and left', values: [afterFirst.tree] },
            goal: { of: 'ratio', limit: FLAT },
          },
          {
            what: 'of it the server’s heap, collected',
            unit: 'MiB',
            values: [after.heap],
            rival: { what: 'when all had come, run once, and left', values: [afterFirst.heap] },
            goal: { of: 'ratio', limit: FLAT },
          },
          { what: 'memory of a learner with a live lab', unit: 'MiB', values: [(during - before.tree) / learners] },
          ...(['server', 'programs', 'clients'] as const).map((part) => ({
            what: `processor time: ${WHOSE[part]}`,
            unit: 's' as const,
            values: [spent[part]],
          })),
        ],
        notes: [
          `a learner runs again every ${everySeconds} s on average: a third of the pauses 5 to 15 s, the others long`,
          `${loaded.length} Runs in ${minutes} minutes; ${perRun(spent, loaded.length)}`,
          `memory: proportional set size of the server with all below it; before anybody came ${before.tree.toFixed(0)} MiB, its heap ${before.heap.toFixed(1)} MiB`,
          `load of the machine at the end: ${loadavg()[0]!.toFixed(1)}`,
          ...new Set(errors),
        ],
      },
    }
  } finally {
    await ended(server)
    rmSync(folder, { recursive: true, force: true })
  }
}

const WHOSE: Record<keyof Spent, string> = {
  server: 'the sidecar and its helpers',
  programs: 'learners’ programs and their containment',
  clients: 'the learners’ ends, here',
}

function perRun(spent: Spent, runs: number): string {
  const parts = Object.entries(spent).map(([part, seconds]) => `${part} ${((1_000 * seconds) / runs).toFixed(0)}`)
  return `processor time for each, with that of idle labs, ms: ${parts.join(', ')}`
}

/** Everybody at their own pace, each from somewhere in a pause on. Gives what each Run took, ms. */
async function work(all: Learner[], { minutes, everySeconds }: ClassLoad): Promise<number[]> {
  const until = performance.now() + minutes * 60_000
  const took: number[] = []
  const one = async (learner: Learner, random: () => number) => {
    for (let share = random(); ; share = 1) {
      const wait = share * pauseMs(everySeconds, random)
      const left = until - performance.now()
      await pause(Math.max(Math.min(wait, left), 0))
      if (wait > left) return
      took.push(await learner.run(LATE_MS).catch(() => LATE_MS))
    }
  }
  await Promise.all(all.map((learner, n) => one(learner, randomFrom(n))))
  return took
}

/** MiB when nobody is there: of the server with all below it, and of its heap, both after a collection. */
async function held(server: ChildProcess): Promise<{ tree: number; heap: number }> {
  server.send('tidy')
  const [{ heap }] = (await once(server, 'message')) as [{ heap: number }]
  return { tree: memoryOfTree(server.pid!), heap: heap / 2 ** 20 }
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
  const load = {
    learners: Number(values.learners),
    minutes: Number(values.minutes),
    everySeconds: Number(values.every),
  }
  const { result, errors } = await measure(load)
  printClaim('class-load', {
    ...claim,
    title: `${load.learners} learners of a class with live labs on one server for ${load.minutes} minutes`,
  })
  printResult(result)
  process.exitCode = errors.length > 0 ? 1 : 0
}
