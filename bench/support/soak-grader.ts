/** Submissions of every sort, graded one after the other and side by side, and what they leave behind. */
import { readdirSync, readFileSync } from 'node:fs'
import { openGrader } from '../../src/sidecar/grader/grader.ts'
import { seededRandom } from '../../src/sidecar/grader/spec/random.ts'
import type { Verdict } from '../../src/sidecar/grader/types.ts'
import { treeUsage } from '../../src/sidecar/sandbox/system/process-tree.ts'
import { type Case, casesOf, EXERCISES } from '../../tests/grader/cases.ts'
import { memoryBelow } from './process-tree.ts'
import { median, quantile } from './stats.ts'

export type SoakOptions = {
  gradings: number
  /** What is handed in, in which order and with which seeds. */
  seed?: number
  slots?: number
  /** Stops handing in; the report is of what was graded until then. */
  signal?: AbortSignal
  /** Called after each grading. */
  progress?(done: number, report: Pick<SoakReport, 'wrong'>): void
}

/** What is held between two gradings. */
type Held = { processes: number; descriptors: number; memory: number }

export type SoakReport = {
  gradings: number
  seconds: number
  /** Of each sort how many. */
  sorts: Record<string, number>
  /** Verdicts other than the submission's folder says. */
  wrong: string[]
  /** From submission to verdict of those that are right, ms. */
  right: { median: number; p95: number }
  before: Held
  after: Held
  /**
   * Medians over the second and the last quarter of the soak, MiB: equal when nothing piles up; and over each
   * `MEMORY_EVERY` gradings.
   */
  memory: { second: number; last: number; each: number[] }
}

const SORTS = ['right', 'wrong', 'hanging', 'crashing', 'hostile'] as const
type Sort = (typeof SORTS)[number]

/** How often each sort comes, of 100. Hanging ones take seconds each. */
const SHARES: Record<Sort, number> = { right: 62, wrong: 14, hanging: 3, crashing: 8, hostile: 13 }
const UNITS = ['sample/frames', 'sample/echo-lines', 'sample/greet', 'sample/pump']
/** Memory is looked at so often, in gradings. */
const LOOK_EVERY = 10
/** A figure of memory for so many gradings. */
export const MEMORY_EVERY = 500
/** How long what is left gets to end, ms. */
const SETTLE_MS = 10_000

export async function soak({ gradings, seed = 1, slots = 2, signal, progress }: SoakOptions): Promise<SoakReport> {
  const random = seededRandom(seed, 'soak')
  const cases = casesBySort()
  const grader = openGrader({ labs: EXERCISES, slots })
  const report = { wrong: [] as string[], sorts: {} as Record<string, number> }
  const times: number[] = []
  const memory: number[] = []
  try {
    await grader.ready
    // Every exercise once: what is loaded for the first time stays.
    for (const { exercise, files } of cases.right) await grader.grade({ exercise, files, locale: 'en' })
    await settled()
    const before = held()
    const began = performance.now()
    let handedIn = 0
    let done = 0
    const handIn = async () => {
      while (handedIn < gradings && !signal?.aborted) {
        handedIn++
        const sort = sortOf(random.int(0, 99))
        const submission = random.pick(cases[sort])
        const from = performance.now()
        const { exercise, files } = submission
        const verdict = await grader.grade({ exercise, files, seed: random.int(0, 2 ** 30), locale: 'en' })
        if (sort === 'right') times.push(performance.now() - from)
        report.sorts[sort] = (report.sorts[sort] ?? 0) + 1
        const said = mistake(submission, verdict)
        if (said !== null) report.wrong.push(said)
        if (++done % LOOK_EVERY === 0) memory.push(memoryBelow(process.pid))
        progress?.(done, report)
      }
    }
    await Promise.all(Array.from({ length: slots + 1 }, handIn))
    const seconds = (performance.now() - began) / 1_000
    const after = await settled(before)
    const quarter = (n: number) =>
      memory.slice(Math.floor((memory.length * n) / 4), Math.ceil((memory.length * (n + 1)) / 4))
    return {
      gradings: done,
      seconds: Math.round(seconds),
      ...report,
      right: { median: Math.round(median(times)), p95: Math.round(quantile(times, 0.95)) },
      before,
      after,
      memory: { second: Math.round(median(quarter(1))), last: Math.round(median(quarter(3))), each: inTurn(memory) },
    }
  } finally {
    await grader.close()
  }
}

/** Medians of the looks of each `MEMORY_EVERY` gradings. */
function inTurn(memory: number[]): number[] {
  const looks = MEMORY_EVERY / LOOK_EVERY
  return Array.from({ length: Math.ceil(memory.length / looks) }, (_, i) =>
    Math.round(median(memory.slice(i * looks, (i + 1) * looks))),
  )
}

function casesBySort(): Record<Sort, Case[]> {
  const all = UNITS.flatMap((exercise) => casesOf(exercise)).filter(({ wanted }) => wanted !== 'error')
  const sort = ({ wanted, name }: Case): Sort => {
    if (wanted === 'pass') return 'right'
    if (/hang|loop|never|late|timer|bomb|flood|endless/.test(name)) return 'hanging'
    if (name.startsWith('forge-')) return 'hostile'
    return /crash|exit|throw|import|syntax|error|declared|erasable|missing/.test(name) ? 'crashing' : 'wrong'
  }
  return Object.groupBy(all, sort) as Record<Sort, Case[]>
}

function sortOf(percent: number): Sort {
  let sum = 0
  for (const sort of SORTS) {
    sum += SHARES[sort]
    if (percent < sum) return sort
  }
  return 'right'
}

function mistake({ exercise, name, wanted, expected }: Case, verdict: Verdict): string | null {
  const what = `${exercise} ${name} (seed ${verdict.seed})`
  if (verdict.verdict !== wanted) return `${what}: ${verdict.verdict} ${JSON.stringify(verdict.problem ?? '')}`
  const failed = verdict.tests.filter(({ state }) => state !== 'passed').map(({ id }) => id)
  if (expected.failed && expected.failed.join() !== failed.join()) return `${what}: failed ${failed.join()}`
  return null
}

/** What is held once it is down to that of before, or as it is after a while. */
async function settled(before?: Held): Promise<Held> {
  const deadline = performance.now() + SETTLE_MS
  for (let last = held(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 300))
    const now = held()
    const still = now.processes === last.processes && now.descriptors === last.descriptors
    const back =
      before === undefined ? still : now.processes <= before.processes && now.descriptors <= before.descriptors
    if (back || performance.now() > deadline) return now
    last = now
  }
}

/** Of this process and all below it; descriptors of this process and of the grader's. */
function held(): Held {
  const { pids } = treeUsage(process.pid)
  const holders = pids.filter((pid) => pid === process.pid || read(`/proc/${pid}/cmdline`).includes('grader-main.ts'))
  const descriptors = holders.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0)
  return { processes: pids.length, descriptors, memory: Math.round(memoryBelow(process.pid)) }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
