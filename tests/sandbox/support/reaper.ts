/**
 * Entry of a child process: starts busy sidecars, kills something of each at a random moment, and tells which processes
 * outlived it. Orphans come to this process (PR_SET_CHILD_SUBREAPER), so that none can hide. Arguments: containment,
 * rounds, seed. Prints a JSON array of Survivors.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'
import { randomOf } from '../../../bench/support/churn.ts'
import { childrenOf, treeUsage } from '../../../src/sidecar/sandbox/system/process-tree.ts'

/**
 * `target`: what was killed first; `after`: how long its sidecar had lived, ms; `beside`: how many processes there were
 * then; `left`: command lines of those that lived on.
 */
export type Survivors = {
  target: string
  after: number
  beside: number
  left: string[]
  files: string[]
  mounts: number
}

const PR_SET_CHILD_SUBREAPER = 36
const BUSY = join(import.meta.dirname, 'busy.ts')
const TARGETS = ['sidecar', 'helper', 'launcher', 'program']
/** After its start every third time, which is before its helper is up; after its first lab opens otherwise, ms. */
const LATEST_MS = 2_000
const EARLY = 3
/** Until it is open, on a busy machine. */
const OPEN_MS = 20_000
/** How long a sidecar outlives its helper or a program, ms. */
const AFTERWARDS_MS = 200
/** What dies gets so long, on a busy machine. */
const GONE_MS = 12_000
const AT_ONCE = 2
/** In a row, 3 ms apart, that find nothing alive. */
const LOOKS = 10

const libc = koffi.load(null)
const prctl = libc.func('int prctl(int, ulong, ulong, ulong, ulong)')
const waitpid = libc.func('int waitpid(int, void *, int)')
const WNOHANG = 1
/** Node waits for these itself. */
const own = new Set<number>()
if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) !== 0) throw new Error('no subreaper')

const [containment = '', rounds = '20', seed = '1'] = process.argv.slice(2)
const random = randomOf(Number(seed))
const reports: Survivors[] = []
const mounts = () => readFileSync('/proc/self/mounts', 'utf8').trim().split('\n').length
for (let round = 0; round < Number(rounds); round += AT_ONCE) {
  const mounted = mounts()
  const killed = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => killOne(round + index)))
  const left = await survivors()
  for (const { pid, ...one } of killed) {
    const files = readdirSync(tmpdir()).filter((name) => name.startsWith(`wirebook-${pid}-`))
    reports.push({ ...one, left, files, mounts: mounts() - mounted })
  }
}
console.log(JSON.stringify(reports))
process.exit()

async function killOne(round: number): Promise<{ pid: number; target: string; after: number; beside: number }> {
  const target = TARGETS[round % TARGETS.length]!
  const after = Math.round(random() * LATEST_MS)
  const sidecar = spawn(process.execPath, [BUSY, containment], { stdio: ['ignore', 'pipe', 'ignore'] })
  const pid = sidecar.pid!
  own.add(pid)
  let open = round % EARLY === 0
  sidecar.stdout.once('data', () => {
    open = true
  })
  // A launcher lives for some milliseconds only: as soon as there is one.
  if (target === 'launcher') await until(() => childrenOf(pid).length > 0)
  else {
    await until(() => open, OPEN_MS)
    await pause(after)
  }
  const [helper] = childrenOf(pid)
  const programs = helper === undefined ? [] : childrenOf(helper)
  const program = programs[Math.floor(random() * programs.length)]
  const beside = treeUsage(pid).pids.length
  const victims = { sidecar: pid, helper, launcher: helper, program }
  end(victims[target as keyof typeof victims])
  if (target !== 'sidecar') {
    await pause(random() * AFTERWARDS_MS)
    end(pid)
  }
  await ended(sidecar)
  return { pid, target, after, beside }
}

function end(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch {
    // It was quicker.
  }
}

/** One look may miss what is handed to this process while it looks: nothing is left when several in a row find nothing. */
async function survivors(): Promise<string[]> {
  let empty = 0
  await until(() => {
    empty = living().length === 0 ? empty + 1 : 0
    return empty >= LOOKS
  }, GONE_MS)
  if (empty >= LOOKS) return []
  return living().map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`)
}

/**
 * All below this process that are no zombies. Orphans that ended are waited for, as init does: until then the first
 * process of a namespace that they were in cannot end either.
 */
function living(): number[] {
  const found: number[] = []
  const waiting = childrenOf(process.pid)
  for (const pid of waiting) if (!own.has(pid)) waitpid(pid, null, WNOHANG)
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    waiting.push(...childrenOf(pid))
    if (!/^State:\s+[ZX]/m.test(read(`/proc/${pid}/status`) || 'State: X')) found.push(pid)
  }
  return found
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

async function until(condition: () => boolean, ms = 5_000): Promise<void> {
  for (const deadline = performance.now() + ms; !condition() && performance.now() < deadline; ) await pause(3)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
}
