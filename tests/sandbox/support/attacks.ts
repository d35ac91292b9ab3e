/** Runs the attack corpus in a sandbox and tells what became of each attack. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Footprint, footprint, settledFootprint } from '../../../bench/support/footprint.ts'
import type { ProgramExit } from '../../../src/protocol/lab.ts'
import { LIMITS, type Limits } from '../../../src/sidecar/limits.ts'
import { SOLO } from '../../../src/sidecar/sandbox/network/plans.ts'
import type { Capability, Sandbox } from '../../../src/sidecar/sandbox/types.ts'
import { type NeighbourReport, openNeighbour } from './neighbour.ts'

export type Outcome = { said: string; exit: ProgramExit; cut: number }
export type AttackReport = {
  tier: string
  containment: string
  /** Who bounds memory: `group` or `watch`. */
  memory: string
  outcomes: Record<string, Outcome>
  /** A process of the machine that attacks were told of is still alive. */
  victimAlive: boolean
  /** Another session that went on meanwhile. */
  neighbour: NeighbourReport
  /** Of the sidecar and its helper, before the first attack and after the last. */
  before: Footprint
  after: Footprint
}

const FOLDER = join(import.meta.dirname, '../../fixtures/attacks')
/** Contained processes cost some 50 ms of processor time to start; two cores. */
const AT_ONCE = 4
const KEPT_TEXT = 600
/** Until spare networks are made and start-up is over, ms. */
const SETTLE_MS = 700

/** Limits that end an attack soon; the rest are the default. */
const LIMITS_OF: Record<string, Partial<Limits>> = {
  'shared-memory': { memoryMiB: 200 },
  processor: { cpuSeconds: 1 },
  'processor-tree': { cpuSeconds: 1 },
  memory: { memoryMiB: 200 },
  'memory-tree': { memoryMiB: 200 },
  'memory-burst': { memoryMiB: 200 },
  'group/memory-files': { memoryMiB: 128 },
  'group/memory-unmapped': { memoryMiB: 200 },
}

/** What an attack is told of the machine. */
class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'wirebook-attacks-'))
  readonly secret = join(this.folder, 'secret.txt')
  readonly victim: ChildProcess = spawn('/bin/sleep', ['290'], { env: { TOKEN: 'SECRET' }, stdio: 'ignore' })
  readonly abstract = `wirebook-${process.pid}`
  readonly path = join(this.folder, 'socket')
  readonly #servers: Server[] = []

  async listen(): Promise<Record<string, string[]>> {
    writeFileSync(this.secret, 'SECRET', { mode: 0o644 })
    const ends = [{ host: '127.0.0.1', port: 0 }, { path: `\0${this.abstract}` }, { path: this.path }]
    for (const end of ends) {
      const server = createServer((socket) => socket.destroy())
      this.#servers.push(server)
      await new Promise<void>((resolve) => server.listen(end, resolve))
    }
    const { port } = this.#servers[0]!.address() as AddressInfo
    const pids = [process.pid, process.ppid, this.victim.pid].map(String)
    return {
      'host-files': [this.secret, `/proc/${this.victim.pid}/environ`],
      'host-network': [`${port}`, this.abstract, this.path],
      kill: pids,
      'work-folder': [this.secret],
    }
  }

  close(): void {
    for (const server of this.#servers) server.close()
    this.victim.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const named = (folder: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))

export const ATTACKS = named(FOLDER)

/** With CAP_NET_RAW: those of the folder `raw`, and again what more privilege could change. */
export const RAW_ATTACKS = [
  ...named(join(FOLDER, 'raw')).map((name) => `raw/${name}`),
  ...['disk', 'environment', 'fork-bomb', 'host-files', 'host-network', 'kill', 'limits-raised', 'memory-tree'],
  ...[
    'leases',
    'neighbour',
    'netlink',
    'peer',
    'proc-reads',
    'proc-writes',
    'setuid',
    'terminal',
    'tools',
    'work-folder',
  ],
]

/** What takes memory that no process shows: ended where the kernel bounds memory, and there alone. */
export const GROUP_ATTACKS = named(join(FOLDER, 'group')).map((name) => `group/${name}`)

/** What the basic tier promises: everything but a view of its own. The others would meet the machine's own files. */
export const BASIC_ATTACKS = [
  ...['arguments', 'calls-flood', 'core-dump', 'descriptors', 'descriptors-inherited', 'detached', 'fork-bomb'],
  ...[
    'leases',
    'limits-raised',
    'memory',
    'memory-burst',
    'memory-tree',
    'netlink',
    'output',
    'output-error',
    'packet-flood',
  ],
  ...[
    'pipes',
    'priority',
    'processor',
    'processor-tree',
    'shared-memory',
    'signals',
    'socket-families',
    'system-calls',
  ],
  ...['threads', 'timers', 'watchers'],
]

/** What the reduced tier promises: no files of the machine's owner, and an end to what takes too much. */
export const REDUCED_ATTACKS = [
  'calls-flood',
  'host-files',
  'memory',
  'output',
  'output-error',
  'processor',
  'work-folder',
]

export type AttackOptions = { names: string[]; capabilities?: Capability[] }

type Attackable = Sandbox & { containment?: string; memory?: string; helperPid?: number | undefined }

/** One group after the other, each at most AT_ONCE at a time. Names of a group with capabilities begin with `raw:`. */
export async function attack(sandbox: Attackable, groups: AttackOptions[]): Promise<AttackReport> {
  const machine = new Machine()
  try {
    const args = await machine.listen()
    const outcomes: Record<string, Outcome> = {}
    const neighbour = await openNeighbour(sandbox)
    // What is loaded once is loaded then.
    await attackOnce(sandbox, 'descriptors', [], [])
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    const before = footprint(sandbox.helperPid)
    for (const { names, capabilities = [] } of groups) {
      const waiting = [...names]
      const work = async () => {
        for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
          const key = capabilities.length > 0 ? `raw:${name}` : name
          outcomes[key] = await attackOnce(sandbox, name, args[name] ?? [], capabilities)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
    }
    const after = await settledFootprint(sandbox.helperPid, before)
    const { exitCode, signalCode } = machine.victim
    return {
      tier: sandbox.tier,
      containment: sandbox.containment ?? '',
      memory: sandbox.memory ?? 'watch',
      outcomes,
      victimAlive: exitCode === null && signalCode === null,
      neighbour: await neighbour.end(),
      before,
      after,
    }
  } finally {
    machine.close()
  }
}

async function attackOnce(
  sandbox: Sandbox,
  name: string,
  args: string[],
  capabilities: Capability[],
): Promise<Outcome> {
  const network = await sandbox.open({ network: SOLO })
  try {
    const file = `${basename(name)}.ts`
    const limits = { ...LIMITS, wallSeconds: 60, ...LIMITS_OF[name] }
    let said = ''
    let cut = 0
    const program = await network.start(
      { name, file, host: 'lab', args, limits, capabilities },
      { [file]: readFileSync(join(FOLDER, `${name}.ts`), 'utf8') },
      {
        output: (_stream, text) => {
          said = (said + text).slice(-KEPT_TEXT)
        },
        call: () => {},
        exit: () => {},
        outputCut: (bytes) => {
          cut = bytes
        },
      },
    )
    const exit = await program.exited
    return { said, exit, cut }
  } finally {
    await network.close()
  }
}
