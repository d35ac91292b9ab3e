/**
 * Learners' processes without namespaces (reduced tier): plain children under Node's permission model, on the machine's
 * own network. For one's own code on one's own machine; verdicts are practice.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { pathToFileURL } from 'node:url'
import type { Limits } from '../../limits.ts'
import { buildPackages } from '../../sandbox/packages.ts'
import { KOFFI, KOFFI_BINARY } from '../../sandbox/paths.ts'
import { mortal } from '../../sandbox/plain/mortal.ts'
import { ALLOWED } from '../../sandbox/plain/permissions.ts'
import { ordinaryPerson, type Person } from '../../sandbox/plain/person.ts'
import { hasEnded, starvedMs, treeUsage } from '../../sandbox/system/process-tree.ts'
import { buildLearner } from './entry.ts'
import { nodeFlags } from './node.ts'
import type { LearnerExit, LearnerHouse, LearnerProcess, Taken } from './types.ts'

export class PlainHouse implements LearnerHouse {
  readonly tier = 'reduced'
  readonly packages: string
  readonly #permissions: string[]
  readonly #entry: string
  readonly #person: Person

  /** `scratch`: a folder that it may write to. Throws SANDBOX_UNREADABLE as root of a repository closed to others. */
  constructor(scratch: string) {
    this.#person = ordinaryPerson([KOFFI, KOFFI_BINARY])
    if (this.#person.uid !== undefined) chmodSync(scratch, 0o755)
    const { wirebook, manifest } = buildPackages(scratch)
    this.packages = pathToFileURL(manifest).href
    const { folder, entry } = buildLearner(scratch)
    this.#entry = entry
    const readable = [`${folder}/*`, manifest, wirebook, join(scratch, 'node_modules'), KOFFI, KOFFI_BINARY]
    this.#permissions = [...ALLOWED, ...readable.map((path) => `--allow-fs-read=${path}`)]
  }

  async fork(limits: Limits): Promise<LearnerProcess> {
    const flags = [...this.#permissions, '--disable-warning=SecurityWarning', ...nodeFlags(limits)]
    const child = spawn(...mortal([process.execPath, ...flags, this.#entry]), {
      ...this.#person,
      // No environment, no arguments and no descriptor of ours beyond the channel.
      env: {},
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
    })
    await once(child, 'spawn')
    return new PlainProcess(child)
  }

  async close(): Promise<void> {}
}

class PlainProcess implements LearnerProcess {
  readonly netns = null
  readonly wire = null
  readonly channel: Duplex
  readonly exited: Promise<LearnerExit>
  readonly #child: ChildProcess

  constructor(child: ChildProcess) {
    this.#child = child
    this.channel = child.stdio[3] as Duplex
    this.channel.on('error', () => {})
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }))
      // 'close' waits for every stream; nobody may be reading the channel.
      child.once('exit', () => this.channel.resume())
    })
  }

  watch(): void {}

  onOutput(listener: (stream: 'stdout' | 'stderr', text: string) => void): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#child[stream]?.setEncoding('utf8').on('data', (text: string) => listener(stream, text))
    }
  }

  get pid(): number | null {
    return this.#child.pid ?? null
  }

  record(): boolean {
    return false
  }

  async packets(): Promise<Taken> {
    return { packets: [], lost: 0 }
  }

  setFaults(): void {}

  memory(): number {
    return this.#child.pid === undefined ? 0 : treeUsage(this.#child.pid).resident
  }

  starved(): number {
    return this.#child.pid === undefined ? 0 : starvedMs(this.#child.pid)
  }

  alive(): boolean {
    return this.#child.pid !== undefined && !hasEnded(this.#child.pid)
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) {
      try {
        // Its process group; the permission model lets it start no process of its own.
        process.kill(-this.#child.pid, 'SIGKILL')
      } catch {
        this.#child.kill('SIGKILL')
      }
    }
    // A stream that nobody reads would hold 'close' back.
    for (const stream of [this.#child.stdout, this.#child.stderr, this.channel]) stream?.destroy()
    await this.exited
  }
}
