/** One lab's network and the programs on it, in the process that owns the namespaces. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { FaultPlan, SystemCall } from '../../../protocol/lab.ts'
import type { NetworkPlan, Tables } from '../../../protocol/network.ts'
import { LIMITS } from '../../limits.ts'
import { traced } from '../../syscalls/trace.ts'
import { callReader } from '../calls-reader.ts'
import type { Containment } from '../contain/containment.ts'
import type { ContainedProcess } from '../contain/process.ts'
import { type Bind, ENVIRONMENT, gatedCommand, type HostNames, writeEtc, writeHosts } from '../contain/view.ts'
import { SandboxError } from '../error.ts'
import { SessionGroup } from '../memory-group/groups.ts'
import { INSIDE } from '../paths.ts'
import { SupervisedProgram } from '../program.ts'
import type { Stripper } from '../strip/stripper.ts'
import { libc } from '../system/libc.ts'
import { inside } from '../system/netns.ts'
import type { Poller } from '../system/poller.ts'
import { hasEnded, treeUsage } from '../system/process-tree.ts'
import { readNeighbours, readRoutes } from '../system/tables.ts'
import type { Host, LabNetwork, Program, ProgramEvents, ProgramSpec, SocketRow } from '../types.ts'
import type { Fabric, FabricHost } from './fabric.ts'
import { bound, readHostSockets } from './host-sockets.ts'
import { type PacketListener, Recorder, RunClock } from './recorder.ts'
import { parseEndpoint } from './socket-table.ts'
import type { Starts } from './starts.ts'
import { WarmPool } from './warm-pool.ts'
import { workPath, writeStripped, writeWork } from './work.ts'

/** Socket tables are read this often, and only while somebody waits for a server, ms. */
const LISTEN_POLL_MS = 3
/** Frames taken at once: a flood on one network must not keep the others waiting. */
const TURN_FRAMES = 1_024
/** More than a capture's queue can hold. */
const QUEUE_FRAMES = 131_072

export type LocalNetworkOptions = {
  fabric: Fabric
  /** What the fabric was made of. */
  plan: NetworkPlan
  containment: Containment
  poller: Poller
  /** Told once it is closed, or closing it failed. */
  onClosed(): void
  /** Folder of its own, made here and removed at close. */
  folder: string
  /** What every program's view holds besides the work. */
  binds: Bind[]
  stripper: Stripper
  /** When its programs' processes start, among all networks'. */
  starts: Starts
}

export class LocalNetwork implements LabNetwork {
  readonly hosts: Host[]
  readonly #options: LocalNetworkOptions
  readonly #fabric: Fabric
  readonly #clock = new RunClock()
  readonly #recorder = new Recorder(this.#clock, LIMITS.packets)
  readonly #pool: WarmPool
  readonly #work: string
  readonly #stripped: string
  readonly #etc: string
  readonly #memory = SessionGroup.open()
  /** With the outermost process of each. */
  readonly #programs = new Map<Program, number>()
  #started = false
  #closing: Promise<void> | null = null
  /** Whoever was lent a host, to be told that the lab closes. */
  #borrower: (() => Promise<void>) | null = null

  constructor(options: LocalNetworkOptions) {
    const { fabric, poller, folder } = options
    this.#options = options
    this.#fabric = fabric
    this.#work = join(folder, 'work')
    this.#stripped = join(folder, 'stripped')
    this.#etc = join(folder, 'etc')
    this.hosts = fabric.hosts.map(({ netns, ...host }) => ({ ...host, netns: netns.path }))
    mkdirSync(this.#work, { recursive: true })
    mkdirSync(this.#stripped)
    writeEtc(this.#etc, this.hosts)
    this.#pool = new WarmPool((spec) => this.#begin(spec), options.starts)
    poller.watch(fabric.fd, () => this.#drain(TURN_FRAMES))
  }

  onPackets(listener: PacketListener): void {
    this.#recorder.listen(listener)
  }

  async beginRun(): Promise<void> {
    this.#open()
    // What was sent before the run began goes on, and counts for nothing in it.
    this.#fabric.drain(this.#recorder, QUEUE_FRAMES)
    this.#clock.begin()
    this.#fabric.beginRun()
    this.#recorder.begin(LIMITS.packets)
    this.#fabric.lost()
    this.#fabric.dropped()
    this.#started = false
  }

  async setFaults(plan: FaultPlan): Promise<void> {
    this.#open()
    this.#fabric.setFaults(plan)
  }

  warm(programs: ProgramSpec[]): void {
    if (this.#closing === null) this.#pool.want(programs.filter(({ host }) => this.#find(host) !== undefined))
  }

  async start(spec: ProgramSpec, files: Record<string, string>, events: ProgramEvents): Promise<Program> {
    this.#open()
    this.#host(spec.host)
    writeWork(this.#work, files)
    const [waiting] = await Promise.all([this.#pool.take(spec), this.#strip(files)])
    const process = await this.#trace(waiting, spec, events)
    if (this.#closing !== null) {
      await process.kill()
      throw closed()
    }
    this.#recorder.limit = this.#started ? Math.max(this.#recorder.limit, spec.limits.packets) : spec.limits.packets
    this.#started = true
    const program = new SupervisedProgram(process, {
      name: spec.name,
      limits: spec.limits,
      events,
      now: () => this.#clock.now(),
      readCall: callReader(spec.name, this.#clock),
    })
    this.#programs.set(program, process.pid)
    void program.exited.then(() => this.#programs.delete(program))
    const { calls, stripped } = this.#options.containment.places(this.#work, this.#stripped)
    process.channel.end(`${JSON.stringify({ argv: spec.args, env: {}, calls, stripped })}\n`)
    return program
  }

  async sockets(host: string): Promise<SocketRow[]> {
    this.#open()
    const { netns } = this.#host(host)
    const programs = [...this.#programs].map(([{ name }, pid]) => ({ name, pids: treeUsage(pid).pids }))
    return inside(netns, () => readHostSockets(programs))
  }

  async tables(node: string): Promise<Tables> {
    this.#open()
    const forwarding = this.#fabric.forwarding(node)
    if (forwarding !== null) return { neighbours: [], routes: [], forwarding }
    const { netns } = this.#host(node)
    const devices = this.#options.plan.hosts.find(({ name }) => name === node)?.interfaces ?? []
    return inside(netns, () => {
      const names = new Map(devices.map(({ device }) => [libc.if_nametoindex(device), device]))
      const deviceOf = (index: number) => names.get(index)
      return { neighbours: readNeighbours(deviceOf), routes: readRoutes(deviceOf), forwarding: [] }
    })
  }

  async listening(host: string, endpoint: string, signal: AbortSignal): Promise<boolean> {
    const wanted = parseEndpoint(endpoint)
    const { netns } = this.#host(host)
    while (!signal.aborted && this.#closing === null) {
      if (inside(netns, () => bound(wanted))) return true
      await new Promise((resolve) => setTimeout(resolve, LISTEN_POLL_MS))
    }
    return false
  }

  async flush(): Promise<void> {
    this.#open()
    this.#drain(QUEUE_FRAMES)
    this.#recorder.publish(this.#fabric.dropped())
    await this.#recorder.flushed()
  }

  /**
   * Lends a host to a class network (class/), which puts an interface into it and takes it away again. One borrower at a
   * time: throws SANDBOX_BAD_REQUEST. `closes` is awaited while the host is still there.
   */
  lendHost(name: string, closes: () => Promise<void>) {
    this.#open()
    const { netns } = this.#host(name)
    if (this.#borrower !== null) throw new SandboxError('SANDBOX_BAD_REQUEST', 'the lab is in a class network already')
    this.#borrower = closes
    return {
      netns,
      name: (others: HostNames[]) => writeHosts(this.#etc, [...this.hosts, ...others]),
      giveBack: () => {
        this.#borrower = null
        writeHosts(this.#etc, this.hosts)
      },
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close().finally(() => this.#options.onClosed())
    return this.#closing
  }

  async #close(): Promise<void> {
    await Promise.all([this.#pool.close(), ...[...this.#programs.keys()].map((program) => program.stop('stopped'))])
    // Whatever came in between, its cable goes with the host.
    await this.#borrower?.().catch(() => {})
    this.#recorder.listen(() => {})
    await this.#options.poller.unwatch(this.#fabric.fd)
    this.#fabric.close()
    await this.#memory?.close()
    rmSync(this.#options.folder, { recursive: true, force: true })
  }

  #begin(spec: ProgramSpec): ContainedProcess {
    const { containment, binds } = this.#options
    const places = containment.places(this.#work)
    const { netns, addresses } = this.#host(spec.host)
    // listen() asks of every address whether it is one.
    const six = spec.listens || addresses.some((address) => address.includes(':'))
    return containment.start(netns, {
      host: spec.host,
      binds: [
        ...binds,
        { from: this.#etc, to: '/etc' },
        { from: this.#work, to: INSIDE.work },
        { from: this.#stripped, to: INSIDE.stripped },
      ],
      folder: places.work,
      command: gatedCommand(places, workPath(spec.file), spec.limits),
      environment: { ...ENVIRONMENT, WIREBOOK_CALLS: places.calls, ...(six && { WIREBOOK_IPV6: '1' }) },
      limits: spec.limits,
      memory: this.#memory,
      capabilities: spec.capabilities ?? [],
    })
  }

  async #trace(
    process: ContainedProcess,
    { name, trace }: ProgramSpec,
    events: ProgramEvents,
  ): Promise<ContainedProcess> {
    if (trace === undefined) return process
    try {
      const onCall = (call: SystemCall) => events.syscall?.(call)
      const ofMonotonicMicros = (at: number) => this.#clock.ofMonotonicMicros(at)
      return await traced(process, { program: name, scope: trace, ofMonotonicMicros, onCall })
    } catch (error) {
      // Whoever was refused has changed nothing: the program runs as it would have without.
      if (error instanceof SandboxError && error.code === 'SANDBOX_NO_TRACE' && !hasEnded(process.pid)) {
        events.syscall?.({ program: name, id: 0, name: 'untraced', args: error.message, at: this.#clock.now() })
        return process
      }
      await process.kill()
      throw error
    }
  }

  /** Takes the types out of what the program is about to load. */
  async #strip(files: Record<string, string>): Promise<void> {
    const stripped = await this.#options.stripper.strip(files)
    if (this.#closing === null) writeStripped(this.#stripped, Object.keys(files), stripped)
  }

  #drain(most: number): void {
    this.#fabric.drain(this.#recorder, most)
    this.#recorder.publish(this.#fabric.lost())
  }

  #find(name: string): FabricHost | undefined {
    return this.#fabric.hosts.find((host) => host.name === name)
  }

  #host(name: string): FabricHost {
    const host = this.#find(name)
    if (host === undefined) {
      const names = this.hosts.map((known) => known.name).join(', ')
      throw new SandboxError('SANDBOX_BAD_REQUEST', `there is no host "${name}"; there are ${names}`)
    }
    return host
  }

  #open(): void {
    if (this.#closing !== null) throw closed()
  }
}

function closed(): SandboxError {
  return new SandboxError('SANDBOX_CLOSED', ['networkClosed'])
}
