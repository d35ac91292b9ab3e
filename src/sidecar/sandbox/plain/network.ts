/** One lab without namespaces: its hosts are this machine, its ports the machine's own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { disturbs, type FaultPlan } from '../../../protocol/faults.ts'
import { callReader } from '../calls-reader.ts'
import { type ContainedProcess, wrap } from '../contain/process.ts'
import { nodeFlags } from '../contain/view.ts'
import { SandboxError } from '../error.ts'
import { hostsOf } from '../network/fabric.ts'
import { bound } from '../network/host-sockets.ts'
import type { PacketListener } from '../network/recorder.ts'
import { parseEndpoint, readSockets, socketInodes } from '../network/socket-table.ts'
import { WarmPool } from '../network/warm-pool.ts'
import { workPath, writeWork } from '../network/work.ts'
import { CALLS_PRELOAD, GATE } from '../paths.ts'
import { SupervisedProgram } from '../program.ts'
import { treeUsage } from '../system/process-tree.ts'
import type { Host, LabNetwork, NetworkPlan, Program, ProgramEvents, ProgramSpec, SocketRow, Tables } from '../types.ts'
import type { OpenCapture, PlainCapture } from './capture.ts'
import { mortal } from './mortal.ts'
import { ALLOWED } from './permissions.ts'
import type { Person } from './person.ts'

export const HOSTS_PRELOAD = join(import.meta.dirname, 'hosts.cjs')
const LOOPBACK = '127.0.0.1'
/** The calls preload looks at what its descriptor is. */
const CALLS_PIPE = '/proc/self/fdinfo/4'
const LISTEN_POLL_MS = 15

export class PlainNetwork implements LabNetwork {
  readonly hosts: Host[]
  readonly #folder: string
  readonly #work: string
  readonly #readable: string[]
  readonly #names: string
  readonly #person: Person
  readonly #pool = new WarmPool((spec) => this.#begin(spec))
  readonly #running = new Map<Program, number>()
  #beganAt = process.hrtime.bigint()
  /** Sockets that this machine had before the run: somebody else's. */
  readonly #earlier = new Set<number>()
  readonly #capture: PlainCapture | null
  #closed = false

  /** `folder` is made here and removed at close; `readable`: files, and folders ending in `/*`, that programs may read. */
  constructor(plan: NetworkPlan, folder: string, readable: string[], person: Person, openCapture: OpenCapture) {
    this.#person = person
    this.#folder = folder
    this.#work = join(folder, 'work')
    const hosts = hostsOf(plan).map((host, index) => ({ ...host, place: placeOf(index, plan) }))
    this.hosts = hosts.map(({ name, place }) => ({ name, address: place, addresses: [place], netns: null }))
    this.#names = hosts
      .flatMap(({ name, addresses, place }) => [name, ...addresses].map((known) => `${known}=${place}`))
      .join(',')
    mkdirSync(this.#work, { recursive: true })
    this.#readable = [`${this.#work}/*`, ...readable]
    this.#capture = openCapture(() => this.#own())
  }

  onPackets(listener: PacketListener): void {
    this.#capture?.listen(listener)
  }

  async beginRun(): Promise<void> {
    this.#open()
    this.#beganAt = process.hrtime.bigint()
    this.#earlier.clear()
    readSockets(({ inode }) => !this.#earlier.add(inode))
    this.#capture?.begin()
  }

  async setFaults(plan: FaultPlan): Promise<void> {
    if (disturbs(plan)) throw new SandboxError('SANDBOX_NO_NETNS', ['noWireHere'])
  }

  warm(programs: ProgramSpec[]): void {
    if (!this.#closed) this.#pool.want(programs)
  }

  async start(spec: ProgramSpec, files: Record<string, string>, events: ProgramEvents): Promise<Program> {
    this.#open()
    this.#host(spec.host)
    if (spec.trace !== undefined) throw new SandboxError('SANDBOX_NO_TRACE', ['noTraceHere'])
    writeWork(this.#work, files)
    const contained = await this.#pool.take(spec)
    const micros = (ns: bigint) => Number((ns - this.#beganAt) / 1_000n)
    const program = new SupervisedProgram(contained, {
      name: spec.name,
      limits: spec.limits,
      events,
      now: () => micros(process.hrtime.bigint()),
      readCall: callReader(spec.name, { ofMonotonicMicros: (at) => at - Number(this.#beganAt / 1_000n) }),
    })
    this.#running.set(program, contained.pid)
    void program.exited.then(() => this.#running.delete(program))
    contained.channel.end(`${JSON.stringify({ argv: spec.args, env: {}, calls: CALLS_PRELOAD })}\n`)
    return program
  }

  /** Sockets of the lab's own programs; none where there is no /proc. All hosts have the same. */
  async sockets(host: string): Promise<SocketRow[]> {
    this.#open()
    this.#host(host)
    return this.#own()
  }

  #own(): SocketRow[] {
    const { uid: owner } = this.#person
    // Root of a container may not look at the descriptors of another user.
    if (owner !== undefined) return readSockets(({ inode, uid }) => uid === owner && !this.#earlier.has(inode))
    const own = socketInodes([...this.#running.values()].flatMap((pid) => treeUsage(pid).pids))
    return readSockets(({ inode }) => own.has(inode))
  }

  /** The machine's own are no part of the lab. */
  async tables(): Promise<Tables> {
    this.#open()
    return { neighbours: [], routes: [], forwarding: [] }
  }

  /** Whoever came to listen there since the run began, which may be a program that `run --with` started. */
  async listening(host: string, endpoint: string, signal: AbortSignal): Promise<boolean> {
    const wanted = parseEndpoint(endpoint)
    this.#host(host)
    while (!signal.aborted && !this.#closed) {
      const isThere =
        process.platform === 'linux'
          ? bound(wanted, ({ inode }) => !this.#earlier.has(inode))
          : wanted.protocol !== 'tcp' || (await isTaken(wanted.port))
      if (isThere) return true
      await new Promise((resolve) => setTimeout(resolve, LISTEN_POLL_MS))
    }
    return false
  }

  async flush(): Promise<void> {
    await this.#capture?.flush()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([this.#pool.close(), ...[...this.#running.keys()].map((program) => program.stop('stopped'))])
    await this.#capture?.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #begin(spec: ProgramSpec): ContainedProcess {
    const flags = [
      ...ALLOWED,
      ...[GATE, `${CALLS_PRELOAD}/*`, HOSTS_PRELOAD, CALLS_PIPE, ...this.#readable].map(
        (path) => `--allow-fs-read=${path}`,
      ),
      '--disable-warning=SecurityWarning',
      ...nodeFlags(spec.limits),
      ...['--require', HOSTS_PRELOAD, '--require', GATE],
    ]
    const child = spawn(...mortal([process.execPath, ...flags, join(this.#work, workPath(spec.file))]), {
      cwd: this.#work,
      // A group of its own, so that what it started can be ended with it.
      detached: true,
      ...this.#person,
      env: {
        PATH: process.env.PATH ?? '',
        NODE_DISABLE_COMPILE_CACHE: '1',
        WIREBOOK_HOSTS: this.#names,
        WIREBOOK_CALLS: CALLS_PRELOAD,
      },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    })
    return wrap(child, () => killGroup(child))
  }

  #host(name: string): void {
    if (!this.hosts.some((host) => host.name === name))
      throw new SandboxError('SANDBOX_BAD_REQUEST', `there is no host "${name}"`)
  }

  #open(): void {
    if (this.#closed) throw new SandboxError('SANDBOX_CLOSED', ['networkClosed'])
  }
}

/**
 * The address that stands in for a host's: on Linux all of 127.0.0.0/8 is this machine, so that several hosts may have
 * the same port; elsewhere it is one address.
 */
function placeOf(index: number, { hosts }: NetworkPlan): string {
  return hosts.length > 1 && process.platform === 'linux' ? `127.0.1.${index + 1}` : LOOPBACK
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** Without a socket table: a port that cannot be bound is bound. */
function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(true))
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => probe.close(() => resolve(false)))
  })
}
