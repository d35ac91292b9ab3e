/**
 * Contained learners' processes (full and basic tier): each in namespaces of its own and with a loopback network of its
 * own, seeing nothing of ours but its side of the channel. Used inside the process that launchNamespaced started.
 */
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { pathToFileURL } from 'node:url'
import type { Tier } from '../../../protocol/lab.ts'
import type { Limits } from '../../limits.ts'
import { type Containment, type ContainmentKind, chooseContainment } from '../../sandbox/contain/containment.ts'
import type { ContainedProcess } from '../../sandbox/contain/process.ts'
import { courseBinds, writeEtc } from '../../sandbox/contain/view.ts'
import { SOLO_HOST } from '../../sandbox/network/hosts.ts'
import { hostSettings, MTU, smallSocketTables } from '../../sandbox/network/settings.ts'
import { buildPackages } from '../../sandbox/packages.ts'
import { INSIDE } from '../../sandbox/paths.ts'
import { configureInterface } from '../../sandbox/system/interface.ts'
import { closeNetns, createNetns, inside, type Netns } from '../../sandbox/system/netns.ts'
import { proportionalBytes, treeUsage } from '../../sandbox/system/process-tree.ts'
import { LEARNER_ENTRY, LEARNER_FOLDER, nodeFlags } from './node.ts'
import type { LearnerExit, LearnerHouse, LearnerProcess } from './types.ts'

/** Where the learner's side of the channel lies in its view. */
const FOLDER_INSIDE = '/opt/wirebook/learner'
/** How often memory is looked at, ms. */
const WATCH_MS = 100
/** Strongest first. */
const KINDS: ContainmentKind[] = ['bubblewrap', 'rootview', 'bare']

export class ContainedHouse implements LearnerHouse {
  readonly tier: Tier
  readonly packages: string | null
  readonly #containment: Containment
  readonly #binds: { from: string; to: string }[]

  private constructor(containment: Containment, scratch: string) {
    this.tier = containment.kind === 'bare' ? 'basic' : 'full'
    this.#containment = containment
    const etc = join(scratch, 'etc')
    writeEtc(etc, [])
    const { wirebook, manifest } = buildPackages(scratch)
    this.packages = containment.kind === 'bare' ? pathToFileURL(manifest).href : null
    this.#binds = [
      ...courseBinds(process.execPath, wirebook),
      { from: etc, to: '/etc' },
      { from: LEARNER_FOLDER, to: FOLDER_INSIDE },
    ]
  }

  /** Throws SandboxError where no process can be contained. */
  static async open(scratch: string, withoutBubblewrap = false): Promise<ContainedHouse> {
    smallSocketTables()
    const { containment } = await chooseContainment(scratch, KINDS.slice(withoutBubblewrap ? 1 : 0))
    return new ContainedHouse(containment, scratch)
  }

  async fork(limits: Limits): Promise<LearnerProcess> {
    const netns = createNetns()
    inside(netns, () => {
      hostSettings()
      configureInterface('lo', { mtu: MTU })
    })
    const bare = this.#containment.kind === 'bare'
    const entry = bare ? LEARNER_ENTRY : `${FOLDER_INSIDE}/main.mjs`
    const process_ = this.#containment.start(netns, {
      host: SOLO_HOST.name,
      binds: this.#binds,
      folder: '/tmp',
      command: [bare ? process.execPath : INSIDE.node, ...nodeFlags(limits), entry],
      limits,
    })
    return new Contained(process_, netns, limits)
  }

  async close(): Promise<void> {}
}

class Contained implements LearnerProcess {
  readonly netns: string
  readonly channel: Duplex
  readonly exited: Promise<LearnerExit>
  readonly #process: ContainedProcess
  readonly #namespace: Netns
  readonly #watch: NodeJS.Timeout
  #killed: Promise<void> | undefined

  constructor(process: ContainedProcess, namespace: Netns, limits: Limits) {
    this.#process = process
    this.#namespace = namespace
    this.netns = namespace.path
    this.channel = process.channel
    this.exited = process.exited
    process.stdin.end()
    this.#watch = setInterval(() => this.#checkMemory(limits.memoryMiB << 20), WATCH_MS)
  }

  onOutput(listener: (stream: 'stdout' | 'stderr', text: string) => void): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#process[stream].setEncoding('utf8').on('data', (text: string) => listener(stream, text))
    }
  }

  memory(): number {
    return treeUsage(this.#process.pid).resident
  }

  kill(): Promise<void> {
    this.#killed ??= this.#kill()
    return this.#killed
  }

  async #kill(): Promise<void> {
    clearInterval(this.#watch)
    await this.#process.kill()
    // Not before: a spec may be about to enter it by its path.
    closeNetns(this.#namespace)
  }

  #checkMemory(most: number): void {
    const { resident, pids } = treeUsage(this.#process.pid)
    // What several processes share is counted once only when it could matter: that costs milliseconds.
    if (resident > most && proportionalBytes(pids) > most) void this.#process.kill()
  }
}
