/** One lab's network and the programs on it, in the process that owns the namespaces. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { FaultPlan } from '../../../protocol/lab.ts'
import { LIMITS } from '../../limits.ts'
import { callReader } from '../calls-reader.ts'
import type { Containment } from '../contain/containment.ts'
import type { ContainedProcess } from '../contain/process.ts'
import { type Bind, gatedCommand, writeEtc } from '../contain/view.ts'
import { SandboxError } from '../error.ts'
import { INSIDE } from '../paths.ts'
import { SupervisedProgram } from '../program.ts'
import { inside } from '../system/netns.ts'
import type { Poller } from '../system/poller.ts'
import type { Host, LabNetwork, Program, ProgramEvents, ProgramSpec, SocketRow } from '../types.ts'
import type { Fabric, FabricHost } from './fabric.ts'
import { type PacketListener, Recorder, RunClock } from './recorder.ts'
import { isBound, parseEndpoint, readSockets } from './socket-table.ts'
import { WarmPool } from './warm-pool.ts'
import { workPath, writeWork } from './work.ts'

/** Socket tables are read this often, and only while somebody waits for a server, ms. */
const LISTEN_POLL_MS = 3
/** Frames taken at once: a flood on one network must not keep the others waiting. */
const TURN_FRAMES = 1_024
/** More than a capture's queue can hold. */
const QUEUE_FRAMES = 131_072

export type LocalNetworkOptions = {
  fabric: Fabric
  containment: Containment
  poller: Poller
  /** Folder of its own, made here and removed at close. */
  folder: string
  /** What every program's view holds besides the work. */
  binds: Bind[]
}

export class LocalNetwork implements LabNetwork {
  readonly hosts: Host[]
  readonly #options: LocalNetworkOptions
  readonly #fabric: Fabric
  readonly #clock = new RunClock()
  readonly #recorder = new Recorder(this.#clock, LIMITS.packets)
  readonly #pool: WarmPool
  readonly #work: string
  readonly #etc: string
  readonly #programs = new Set<Program>()
  #started = false
  #closing: Promise<void> | null = null

  constructor(options: LocalNetworkOptions) {
    const { fabric, poller, folder } = options
    this.#options = options
    this.#fabric = fabric
    this.#work = join(folder, 'work')
    this.#etc = join(folder, 'etc')
    this.hosts = fabric.hosts.map(({ name, address, netns }) => ({ name, address, netns: netns.path }))
    mkdirSync(this.#work, { recursive: true })
    writeEtc(this.#etc, this.hosts)
    this.#pool = new WarmPool((spec) => this.#begin(spec))
    poller.watch(fabric.fd, () => this.#drain(TURN_FRAMES))
  }

  onPackets(listener: PacketListener): void {
    this.#recorder.listen(listener)
  }

  async beginRun(): Promise<void> {
    this.#open()
    this.#clock.begin()
    this.#fabric.beginRun()
    this.#recorder.begin(LIMITS.packets)
    this.#fabric.drain(this.#recorder, QUEUE_FRAMES)
    this.#fabric.lost()
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
    const process = await this.#pool.take(spec)
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
    this.#programs.add(program)
    void program.exited.then(() => this.#programs.delete(program))
    const { calls } = this.#options.containment.places(this.#work)
    process.channel.end(`${JSON.stringify({ argv: spec.args, env: {}, calls })}\n`)
    return program
  }

  async sockets(host: string): Promise<SocketRow[]> {
    this.#open()
    return inside(this.#host(host).netns, () => readSockets())
  }

  async listening(host: string, endpoint: string, signal: AbortSignal): Promise<boolean> {
    const wanted = parseEndpoint(endpoint)
    const { netns } = this.#host(host)
    while (!signal.aborted && this.#closing === null) {
      if (
        isBound(
          inside(netns, () => readSockets()),
          wanted,
        )
      )
        return true
      await new Promise((resolve) => setTimeout(resolve, LISTEN_POLL_MS))
    }
    return false
  }

  async flush(): Promise<void> {
    this.#open()
    this.#drain(QUEUE_FRAMES)
    await this.#recorder.flushed()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await Promise.all([this.#pool.close(), ...[...this.#programs].map((program) => program.stop('stopped'))])
    this.#recorder.listen(() => {})
    await this.#options.poller.unwatch(this.#fabric.fd)
    this.#fabric.close()
    rmSync(this.#options.folder, { recursive: true, force: true })
  }

  #begin(spec: ProgramSpec): ContainedProcess {
    const { containment, binds } = this.#options
    const places = containment.places(this.#work)
    return containment.start(this.#host(spec.host).netns, {
      host: spec.host,
      binds: [...binds, { from: this.#etc, to: '/etc' }, { from: this.#work, to: INSIDE.work }],
      folder: places.work,
      command: gatedCommand(places, workPath(spec.file), spec.limits),
      limits: spec.limits,
    })
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
  return new SandboxError('SANDBOX_CLOSED', 'the network was closed')
}
