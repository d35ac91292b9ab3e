/** The sandbox inside the process that owns the namespaces (see launch.ts): netd serves it, the grader uses it directly. */
import { mkdirSync, rmSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import type { Tier } from '../../protocol/lab.ts'
import { buildCallsPreload } from '../calls/bundle.ts'
import { en, type SidecarSentence, told } from '../words/index.ts'
import { type Containment, type ContainmentKind, chooseContainment } from './contain/containment.ts'
import { type Bind, courseBinds } from './contain/view.ts'
import { SandboxError } from './error.ts'
import { SCRATCH_VARIABLE } from './launch.ts'
import { type MemoryBound, memoryBound } from './memory-group/groups.ts'
import { type ClassListeners, LocalClassNetwork } from './network/class/class-network.ts'
import type { ClassOptions } from './network/class/types.ts'
import type { Fabric } from './network/fabric.ts'
import { LocalNetwork } from './network/local-network.ts'
import { PAIR, SOLO } from './network/plans.ts'
import { smallSocketTables } from './network/settings.ts'
import { type Spare, Spares } from './network/spares.ts'
import { Starts } from './network/starts.ts'
import { buildPackages, type Packages } from './packages.ts'
import { CALLS_PRELOAD, INSIDE } from './paths.ts'
import { temporaryScratch } from './scratch.ts'
import { Stripper } from './strip/stripper.ts'
import { Poller } from './system/poller.ts'
import type { NetworkSpec, Sandbox } from './types.ts'

/** Ethernet header and MTU. */
const DEFAULT_SNAP_LENGTH = 1_514
const SPARES: Spare[] = [
  { network: SOLO, count: 2 },
  { network: PAIR, count: 1 },
]
const STRONGEST_FIRST: ContainmentKind[] = ['bubblewrap', 'rootview', 'bare']

export type LocalOptions = {
  /** Tries util-linux alone. */
  withoutBubblewrap?: boolean
  /** Tries these alone, strongest first. */
  containments?: ContainmentKind[]
  /** Networks kept ready, so that opening one costs nothing. */
  spares?: Spare[]
}

export class LocalSandbox implements Sandbox {
  readonly tier: Tier
  readonly reason: string | null
  readonly because: SidecarSentence[]
  readonly kernel = release()
  readonly containment: Containment
  readonly memory: MemoryBound
  readonly #scratch: string
  readonly #poller = new Poller()
  readonly #stripper = new Stripper()
  readonly #starts = new Starts()
  readonly #spares: Spares
  readonly #binds: Bind[]
  readonly #networks = new Set<LocalNetwork>()
  readonly #classes = new Set<LocalClassNetwork>()
  #opened = 0

  /** Throws SANDBOX_NO_CONTAINMENT, or SANDBOX_SYSTEM where a network cannot be made. */
  static async create(options: LocalOptions = {}): Promise<LocalSandbox> {
    const scratch = scratchFolder()
    smallSocketTables()
    const kinds = (options.containments ?? STRONGEST_FIRST).filter(
      (kind) => kind !== 'bubblewrap' || !options.withoutBubblewrap,
    )
    const choosing = chooseContainment(scratch, kinds)
    const packages = buildPackages(scratch) // while the self-test runs
    const { containment, refused } = await choosing
    const because: SidecarSentence[] = containment.kind === 'bare' ? [['seesFiles', reasons(refused)]] : []
    const memory = await memoryBound()
    return new LocalSandbox({ scratch, containment, memory, because, packages, spares: options.spares })
  }

  private constructor(parts: {
    scratch: string
    containment: Containment
    memory: MemoryBound
    because: SidecarSentence[]
    packages: Packages
    spares: LocalOptions['spares']
  }) {
    this.containment = parts.containment
    this.memory = parts.memory
    this.tier = parts.containment.kind === 'bare' ? 'basic' : 'full'
    this.because = parts.because
    this.reason = parts.because.length === 0 ? null : told(en, ...parts.because)
    this.#scratch = parts.scratch
    const { wirebook, manifest } = parts.packages
    const calls = join(parts.scratch, 'calls')
    buildCallsPreload(CALLS_PRELOAD, calls)
    this.#binds = [...courseBinds(process.execPath, wirebook, calls), { from: manifest, to: INSIDE.manifest }]
    this.#spares = new Spares(DEFAULT_SNAP_LENGTH, parts.spares ?? SPARES)
  }

  async open({ network: plan, snapLength = DEFAULT_SNAP_LENGTH, capture }: NetworkSpec): Promise<LocalNetwork> {
    const fabric: Fabric = this.#spares.take(plan, snapLength, capture)
    const network: LocalNetwork = new LocalNetwork({
      fabric,
      onClosed: () => void this.#networks.delete(network),
      plan,
      containment: this.containment,
      poller: this.#poller,
      folder: join(this.#scratch, `network-${++this.#opened}`),
      binds: this.#binds,
      stripper: this.#stripper,
      starts: this.#starts,
    })
    this.#networks.add(network)
    return network
  }

  /** Joins labs of different people, so it wants the full tier: throws SANDBOX_NO_CONTAINMENT. */
  openClass(listeners: ClassListeners, options: ClassOptions): LocalClassNetwork {
    if (this.tier !== 'full') throw new SandboxError('SANDBOX_NO_CONTAINMENT', ['classNeedsFull'])
    for (const one of this.#classes) if (one.closes) this.#classes.delete(one)
    const opened = new LocalClassNetwork(this.#poller, listeners, options)
    this.#classes.add(opened)
    return opened
  }

  async close(): Promise<void> {
    await Promise.all([...this.#classes].map((one) => one.close()))
    await Promise.all([...this.#networks].map((network) => network.close()))
    this.#spares.close()
    this.#stripper.close()
    rmSync(this.#scratch, { recursive: true, force: true })
  }
}

/** On the launcher's tmpfs, which vanishes with this process; otherwise among the machine's temporary files. */
function scratchFolder(): string {
  const launched = process.env[SCRATCH_VARIABLE]
  if (launched !== undefined) {
    const folder = join(launched, 'sandbox')
    mkdirSync(folder, { recursive: true })
    return folder
  }
  return temporaryScratch()
}

function reasons(refused: { kind: ContainmentKind; why: string }[]): string {
  return refused.map(({ kind, why }) => `${kind}: ${why}`).join('; ')
}
