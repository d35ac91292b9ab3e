/**
 * Mixed use of one real `serve` in rounds, with a look at what it holds every few seconds and a rest after each round.
 * What counts as a leak: rule.ts.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { randomOf } from '../support/churn.ts'
import { memoryOfTree } from '../support/process-tree.ts'
import { COUNTED, type Counts } from './counts.ts'
import { Reader } from './reader.ts'
import { type Look, leaks } from './rule.ts'
import { type SoakedServer, soakedServer } from './served.ts'

export type SoakOptions = {
  /** Of use and rests together, without the beginning in which everything is done once. */
  seconds: number
  /** Rests after the first, at least 1. */
  rounds?: number
  lessons?: readonly string[]
  seed?: number
  /** At the beginning all readers together do everything once, not each of them. */
  brief?: boolean
  /** Between two looks, seconds. */
  everySeconds?: number
  /** Ends it early, with the report of what was seen until then. */
  signal?: AbortSignal
  progress?(look: Look): void
}

export type SoakReport = {
  looks: Look[]
  /** Of each act how many were done. */
  acts: Record<string, number>
  /** What should not have happened; the first few. */
  complaints: string[]
  /** After the end of the server. */
  left: Pick<Counts, 'groups' | 'files'>
  /** A sentence for each leak, wrong verdict and whatever else is not as it should be. Empty when all is well. */
  faults: string[]
}

/** Labs on one host, on a cable, on a switch and behind a router; exercises that are functions, servers and clients. */
const LESSONS = [
  'tcp/handshake',
  'boundaries/length-prefix',
  'udp/datagrams',
  'networks/addresses',
  'sockets/first-conversation',
]
const EVERY_SECONDS = 15
const SECONDS_OF_ROUND = 300
/** How long a session lives without a connection here, ms. */
const LINGER_MS = 2_000
/** Until nothing ends any more, ms: a grading whose reader has gone has its own time. */
const REST_MS = 60_000
/** Nothing has changed for so long: it is at rest, ms. */
const STILL_MS = 2_000
const COMPLAINTS = 20

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { seconds, lessons = LESSONS, seed = 1, everySeconds = EVERY_SECONDS, signal, progress } = options
  const rounds = options.rounds ?? Math.max(2, Math.round(seconds / SECONDS_OF_ROUND))
  const random = randomOf(seed)
  const report = { looks: [] as Look[], acts: {} as Record<string, number>, complaints: [] as string[] }
  const server = await soakedServer(LINGER_MS)
  const began = performance.now()
  const complain = (what: string) => {
    const minutes = ((performance.now() - began) / 60_000).toFixed(1)
    if (report.complaints.length < COMPLAINTS) report.complaints.push(`after ${minutes} min: ${what}`)
  }
  const complainOf = (error: Error) => complain(error.message)
  const did = (what: string) => {
    report.acts[what] = (report.acts[what] ?? 0) + 1
  }
  const readers = lessons.map(
    (lesson) => new Reader(lesson, { url: server.url, lingerMs: LINGER_MS, random, complain, did }),
  )
  const note = async (resting: boolean) => {
    const look = await lookAt(server, (performance.now() - began) / 1_000, resting)
    report.looks.push(look)
    progress?.(look)
    return look
  }
  const rest = async (before?: Counts) => {
    await Promise.all(readers.map((reader) => reader.leave()))
    await settled(server, before)
    return note(true)
  }
  try {
    // What is loaded or kept ready for the first time stays.
    const share = (nth: number) => (options.brief ? ([nth, readers.length] as const) : [])
    await Promise.all(readers.map((reader, nth) => reader.everything(...share(nth)).catch(complainOf)))
    const { counts } = await rest()
    const from = performance.now()
    for (let round = 1; round <= rounds && !signal?.aborted; round++) {
      const until = from + (seconds * 1_000 * round) / rounds
      const goesOn = () => performance.now() < until && !signal?.aborted
      await Promise.all([
        ...readers.map(async (reader) => {
          while (goesOn()) await reader.anything().catch(complainOf)
        }),
        looking(goesOn, everySeconds, () => note(false)),
      ])
      await rest(counts)
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.leave()))
    report.looks.sort((a, b) => a.at - b.at)
  }
  const left = await server.end()
  const afterwards = (['groups', 'files'] as const)
    .filter((what) => left[what] > 0)
    .map((what) => `${what}: ${left[what]} when the server had ended`)
  return { ...report, left, faults: [...report.complaints, ...leaks(report.looks), ...afterwards] }
}

async function looking(goesOn: () => boolean, everySeconds: number, note: () => Promise<unknown>): Promise<void> {
  for (let next = performance.now(); goesOn(); ) {
    next += everySeconds * 1_000
    while (goesOn() && performance.now() < next) await pause(100)
    if (goesOn()) await note()
  }
}

async function lookAt(server: SoakedServer, at: number, resting: boolean): Promise<Look> {
  return { at, resting, counts: server.counts(), ...(await server.memory()), pss: memoryOfTree(server.pid) }
}

/** Until nothing changes for a while, and no more is held than before; or until that has taken too long. */
async function settled(server: SoakedServer, before?: Counts): Promise<void> {
  const deadline = performance.now() + REST_MS
  let last = server.counts()
  for (let still = performance.now(); performance.now() < deadline; ) {
    await pause(250)
    const now = server.counts()
    if (COUNTED.some((what) => now[what] !== last[what])) still = performance.now()
    last = now
    const back = before === undefined || COUNTED.every((what) => now[what] <= before[what])
    if (back && performance.now() - still > STILL_MS + LINGER_MS) return
  }
}
