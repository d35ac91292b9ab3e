/** Labs that come and go as fast as they can: open, disturb, run, kill, close, ten at once. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { LIMITS } from '../../src/sidecar/limits.ts'
import { PAIR, SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import type { LabNetwork, Program, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { type Footprint, footprint, settledFootprint } from './footprint.ts'

export type ChurnOptions = {
  seconds: number
  /** It ends sooner when so many labs have begun. */
  labs?: number
  atOnce?: number
  seed?: number
}

export type ChurnReport = {
  /** Labs opened and closed, and programs started in them. */
  labs: number
  programs: number
  /** What went wrong that should not have; the first few. */
  failures: string[]
  before: Footprint
  after: Footprint
  /** Files and folders of ours among the machine's temporary files, in excess of before. */
  files: number
}

const SERVER = `import { createServer } from 'node:net'
createServer((socket) => socket.pipe(socket)).listen(9999, () => console.log('listening'))
`
const CLIENT = `import { connect } from 'node:net'
const socket = connect(9999, process.argv[2], () => socket.write('x'.repeat(20_000)))
socket.on('data', () => socket.write('again')).on('error', () => {})
`
const DELAY = {
  seed: 1,
  rules: [
    { kind: 'delay' as const, ms: 3 },
    { kind: 'loss' as const, probability: 0.05 },
  ],
}
const AT_ONCE = 10
/** Longest a lab is left alone between two steps, ms. */
const LONGEST_PAUSE_MS = 250
const FAILURES = 5
/** Until what is kept ready is there, ms. */
const SETTLE_MS = 1_500

export async function churn(
  sandbox: Sandbox & { helperPid?: number | undefined },
  { seconds, labs = Number.POSITIVE_INFINITY, atOnce = AT_ONCE, seed = 1 }: ChurnOptions,
): Promise<ChurnReport> {
  const report = { labs: 0, programs: 0, failures: [] as string[] }
  const random = randomOf(seed)
  await oneLab(sandbox, random, report) // what the first one loads stays
  await pause(SETTLE_MS)
  const before = footprint(sandbox.helperPid)
  const files = temporary()
  const until = performance.now() + seconds * 1_000
  let begun = 0
  const worker = async () => {
    while (performance.now() < until && begun++ < labs) await oneLab(sandbox, random, report)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const after = await settledFootprint(sandbox.helperPid, before)
  return { ...report, before, after, files: temporary() - files }
}

/** Whatever the dice say happens: programs may be ended early, twice, or only by the end of their network. */
async function oneLab(sandbox: Sandbox, random: () => number, report: Omit<ChurnReport, 'before' | 'after' | 'files'>) {
  try {
    const pair = random() < 0.5
    const network = await sandbox.open({ network: pair ? PAIR : SOLO })
    const [client = '', server = client] = network.hosts.map(({ name }) => name)
    if (random() < 0.5) network.warm([spec('server', server, []), spec('client', client, [server])])
    await network.beginRun()
    const programs: Program[] = []
    const start = async (name: string, host: string, args: string[], source: string) => {
      report.programs++
      programs.push(await startOn(network, spec(name, host, args), source))
    }
    await start('server', server, [], SERVER)
    if (random() < 0.8) await start('client', client, [pair ? server : '127.0.0.1'], CLIENT)
    await pause(random() * LONGEST_PAUSE_MS)
    if (pair) await network.setFaults(DELAY)
    await pause(random() * LONGEST_PAUSE_MS)
    for (const program of programs) if (random() < 0.5) void program.stop('stopped')
    if (random() < 0.2) await start('client', client, [pair ? server : '127.0.0.1'], CLIENT)
    await network.close()
    report.labs++
  } catch (error) {
    if (report.failures.length < FAILURES) report.failures.push((error as Error).message)
  }
}

function spec(name: string, host: string, args: string[]) {
  return { name, file: `${name}.ts`, host, args, limits: LIMITS }
}

function startOn(network: LabNetwork, program: ReturnType<typeof spec>, source: string): Promise<Program> {
  return network.start(program, { [program.file]: source }, { output: () => {}, call: () => {}, exit: () => {} })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`wirebook-${process.pid}-`)).length

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
