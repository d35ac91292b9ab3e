/**
 * Contained learners' processes (full and basic tier): each in namespaces of its own and with a loopback network of its
 * own, seeing nothing of ours but its side of the channel. Used inside the process that launchNamespaced started.
 */
import { basename, join } from 'node:path'
import type { Duplex } from 'node:stream'
import { pathToFileURL } from 'node:url'
import type { FaultPlan } from '../../../protocol/faults.ts'
import type { Tier } from '../../../protocol/lab.ts'
import type { Limits } from '../../limits.ts'
import { type Containment, type ContainmentKind, chooseContainment } from '../../sandbox/contain/containment.ts'
import { limitProgram } from '../../sandbox/contain/limit.ts'
import type { ContainedProcess } from '../../sandbox/contain/process.ts'
import { courseBinds, writeEtc } from '../../sandbox/contain/view.ts'
import { smallSocketTables } from '../../sandbox/network/settings.ts'
import { buildPackages } from '../../sandbox/packages.ts'
import { INSIDE } from '../../sandbox/paths.ts'
import { Poller } from '../../sandbox/system/poller.ts'
import { childrenOf, hasEnded, proportionalBytes, starvedMs, treeUsage } from '../../sandbox/system/process-tree.ts'
import { buildLearner } from './entry.ts'
import { nodeFlags } from './node.ts'
import { alone, type Place, seated } from './place.ts'
import type { LearnerExit, LearnerHouse, LearnerProcess, OnWire, Seat, Taken } from './types.ts'

/** Where the learner's side of the channel lies in its view. */
const FOLDER_INSIDE = '/opt/wirebook/learner'
/** Differs with the network. */
const ETC = '/etc'
/** What only programs of labs need. */
const OF_LABS: string[] = [INSIDE.gate, INSIDE.calls]
/** How often memory is looked at, ms. */
const WATCH_MS = 100
/** Strongest first. */
const KINDS: ContainmentKind[] = ['bubblewrap', 'rootview', 'bare']

export class ContainedHouse implements LearnerHouse {
  readonly tier: Tier
  readonly packages: string | null
  readonly #containment: Containment
  /** Made with the first capture. */
  #poller: Poller | undefined
  /** Folders in the place of /etc, by the hosts they name. */
  readonly #etcs = new Map<string, string>()
  readonly #scratch: string
  /** Path of what a learner's process runs, as that sees it. */
  readonly #entry: string

  private constructor(containment: Containment, scratch: string, manifest: string, entry: string) {
    this.tier = containment.kind === 'bare' ? 'basic' : 'full'
    this.#containment = containment
    this.#scratch = scratch
    this.packages = containment.kind === 'bare' ? pathToFileURL(manifest).href : null
    this.#entry = containment.kind === 'bare' ? entry : join(FOLDER_INSIDE, basename(entry))
  }

  /** Throws SandboxError where no process can be contained. */
  static async open(scratch: string, withoutBubblewrap = false): Promise<ContainedHouse> {
    smallSocketTables()
    const { wirebook, manifest } = buildPackages(scratch)
    const { folder, entry } = buildLearner(scratch)
    const binds = courseBinds(process.execPath, wirebook).filter(({ to }) => !OF_LABS.includes(to))
    const lasting = { binds: [...binds, { from: folder, to: FOLDER_INSIDE }], folders: [ETC] }
    const { containment } = await chooseContainment(scratch, KINDS.slice(withoutBubblewrap ? 1 : 0), lasting)
    return new ContainedHouse(containment, scratch, manifest, entry)
  }

  async fork(limits: Limits, seat?: Seat): Promise<LearnerProcess> {
    const place = seat === undefined ? alone(() => this.#polled()) : seated(seat, this.#polled())
    const etc = this.#etc(place.wire)
    const process_ = this.#containment.start(place.netns, {
      host: place.host,
      binds: [{ from: etc, to: ETC }],
      folder: '/tmp',
      command: [this.#containment.kind === 'bare' ? process.execPath : INSIDE.node, ...nodeFlags(limits), this.#entry],
      limits,
      limitedLater: true,
    })
    return new Contained(process_, place, limits)
  }

  async close(): Promise<void> {}

  #polled(): Poller {
    this.#poller ??= new Poller()
    return this.#poller
  }

  /** One that names the hosts of the network. */
  #etc(wire: OnWire | null): string {
    const hosts = (wire?.hosts ?? []).map(({ name, addresses }) => ({ name, addresses }))
    const key = JSON.stringify(hosts)
    const made = this.#etcs.get(key) ?? join(this.#scratch, `etc-${this.#etcs.size}`)
    if (!this.#etcs.has(key)) writeEtc(made, hosts)
    this.#etcs.set(key, made)
    return made
  }
}

class Contained implements LearnerProcess {
  readonly netns: string
  readonly wire: OnWire | null
  readonly channel: Duplex
  readonly exited: Promise<LearnerExit>
  readonly #process: ContainedProcess
  readonly #place: Place
  readonly #limits: Limits
  #watch: NodeJS.Timeout | undefined
  #killed: Promise<void> | undefined
  /** What had been captured when it was killed. */
  #last: Promise<Taken> | undefined
  #over: 'memory' | undefined

  constructor(process: ContainedProcess, place: Place, limits: Limits) {
    this.#process = process
    this.#place = place
    this.netns = place.meet
    this.wire = place.wire
    this.channel = process.channel
    this.exited = process.exited.then((exit) => (this.#over === undefined ? exit : { ...exit, over: this.#over }))
    process.stdin.end()
    this.#limits = limits
  }

  watch(): void {
    if (this.#watch !== undefined) return
    limitProgram(this.#process.pid, this.#limits)
    this.#watch = setInterval(() => this.#checkMemory(this.#limits.memoryMiB << 20), WATCH_MS)
  }

  onOutput(listener: (stream: 'stdout' | 'stderr', text: string) => void): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#process[stream].setEncoding('utf8').on('data', (text: string) => listener(stream, text))
    }
  }

  get pid(): number {
    return this.#process.pid
  }

  record(): boolean {
    return this.#killed === undefined && this.#place.record()
  }

  packets(after: number): Promise<Taken> {
    return this.#last === undefined
      ? this.#place.packets(after)
      : this.#last.then(({ packets, lost }) => ({ packets: packets.slice(after), lost }))
  }

  setFaults(plan: FaultPlan): void {
    if (this.#killed === undefined) this.#place.setFaults(plan)
  }

  memory(): number {
    return treeUsage(this.#process.pid).resident
  }

  starved(): number {
    return Math.max(0, ...childrenOf(this.#process.pid).map(starvedMs))
  }

  alive(): boolean {
    return hasEnded(this.#process.pid) ? false : childrenOf(this.#process.pid).some((pid) => !hasEnded(pid))
  }

  kill(): Promise<void> {
    this.#killed ??= this.#kill()
    return this.#killed
  }

  async #kill(): Promise<void> {
    clearInterval(this.#watch)
    this.#last = this.#place.packets(0)
    await this.#process.kill()
    // Not before: a spec may be about to enter it by its path.
    await this.#place.close()
  }

  #checkMemory(most: number): void {
    const { resident, pids } = treeUsage(this.#process.pid)
    // What several processes share is counted once only when it could matter: that costs milliseconds.
    if (resident > most && proportionalBytes(pids) > most) {
      this.#over = 'memory'
      void this.#process.kill()
    }
  }
}
