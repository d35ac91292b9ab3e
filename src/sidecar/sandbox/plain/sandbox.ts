/**
 * The reduced tier: programs are plain children under Node's permission model. It keeps a learner's own mistakes away
 * from the learner's own files; it is no wall against hostile code, which is why a class needs the full tier.
 */
import { chmodSync, rmSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { en, type SidecarSentence, told } from '../../words/index.ts'
import { SandboxError } from '../error.ts'
import { buildPackages } from '../packages.ts'
import { CALLS_PRELOAD, GATE, KOFFI, KOFFI_BINARY } from '../paths.ts'
import { temporaryScratch } from '../scratch.ts'
import type { LabNetwork, NetworkSpec, Sandbox } from '../types.ts'
import type { OpenCapture } from './capture.ts'
import { HOSTS_PRELOAD, PlainNetwork } from './network.ts'
import { ordinaryPerson, type Person } from './person.ts'

export class PlainSandbox implements Sandbox {
  readonly tier = 'reduced'
  readonly reason: string
  readonly because: readonly SidecarSentence[]
  readonly kernel = release()
  readonly #scratch = temporaryScratch()
  readonly #readable: string[]
  readonly #person: Person
  #openCapture: OpenCapture | undefined
  readonly #networks = new Set<LabNetwork>()
  #opened = 0
  #closed = false
  readonly #removeScratch = () => rmSync(this.#scratch, { recursive: true, force: true })

  /** Throws SANDBOX_UNREADABLE as root of a repository that others cannot read. */
  constructor(because: readonly SidecarSentence[]) {
    this.because = because
    this.reason = told(en, ...because)
    this.#person = ordinaryPerson([GATE, CALLS_PRELOAD, HOSTS_PRELOAD, KOFFI, KOFFI_BINARY])
    if (this.#person.uid !== undefined) chmodSync(this.#scratch, 0o755)
    const { manifest } = buildPackages(this.#scratch)
    const folders = [join(this.#scratch, 'node_modules'), KOFFI, KOFFI_BINARY]
    this.#readable = [manifest, ...folders.map((folder) => `${folder}/*`)]
    process.once('exit', this.#removeScratch)
  }

  async open({ network: plan }: NetworkSpec): Promise<LabNetwork> {
    if (this.#closed) throw new SandboxError('SANDBOX_CLOSED', ['sandboxClosed'])
    // Only Linux has what it is made of.
    this.#openCapture ??= process.platform === 'linux' ? (await import('./capture.ts')).captures() : () => null
    const folder = join(this.#scratch, `network-${++this.#opened}`)
    const network = new PlainNetwork(plan, folder, this.#readable, this.#person, this.#openCapture)
    this.#networks.add(network)
    return network
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#networks].map((network) => network.close()))
    process.off('exit', this.#removeScratch)
    this.#removeScratch()
  }
}
