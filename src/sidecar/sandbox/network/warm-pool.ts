/** Contained Nodes that have started and wait at the gate; a program's start then costs milliseconds. When they start: starts.ts. */
import { isDeepStrictEqual } from 'node:util'
import type { ContainedProcess } from '../contain/process.ts'
import { SandboxError } from '../error.ts'
import type { ProgramSpec } from '../types.ts'
import { type Refillable, Starts } from './starts.ts'

/** A gate that has not opened by then never will, ms. */
const START_MS = 15_000
/** Refills leave the processor to the program that has just started, ms. */
const REFILL_MS = 400
/** Text of the program's early end that goes into the error. */
const SAID_TEXT = 500

export type Waiting = { spec: ProgramSpec; process: ContainedProcess; ready: Promise<void> }

export class WarmPool implements Refillable {
  readonly #begin: (spec: ProgramSpec) => ContainedProcess
  readonly #starts: Starts
  #waiting: Waiting[] = []
  #wanted: ProgramSpec[] = []
  #refilling: NodeJS.Timeout | undefined
  #closed = false

  /** `begin` starts a gated process for a program; `starts` says when, for all pools that have the same. */
  constructor(begin: (spec: ProgramSpec) => ContainedProcess, starts = new Starts()) {
    this.#begin = begin
    this.#starts = starts
  }

  /** From now on one process waits for each of these; others no longer do. */
  want(programs: ProgramSpec[]): void {
    this.#wanted = programs
    const unwanted = this.#waiting.filter((waiting) => !programs.some((spec) => fits(waiting.spec, spec)))
    for (const { process } of unwanted) void process.kill()
    this.#waiting = this.#waiting.filter((waiting) => !unwanted.includes(waiting))
    this.#starts.short(this)
  }

  /** A process at the gate, warm if there is one. Rejects with SANDBOX_START_FAILED. */
  async take(spec: ProgramSpec): Promise<ContainedProcess> {
    const at = this.#waiting.findIndex((waiting) => fits(waiting.spec, spec))
    const warm = at < 0 ? undefined : this.#waiting.splice(at, 1)[0]
    this.#refillLater()
    if (warm !== undefined) {
      const alive = await warm.ready.then(
        () => true,
        () => false,
      )
      if (alive) return this.#letGo(warm)
    }
    const cold = await this.#starts.wanted(async () => {
      if (this.#closed) throw new SandboxError('SANDBOX_CLOSED', ['networkClosed'])
      const started = this.#start(spec)
      await started.ready
      return started
    })
    return this.#letGo(cold)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#refilling)
    this.#starts.forget(this)
    await Promise.all(this.#waiting.splice(0).map(({ process }) => process.kill()))
  }

  #refillLater(): void {
    clearTimeout(this.#refilling)
    this.#refilling = setTimeout(() => this.#starts.short(this), REFILL_MS)
  }

  #letGo({ process }: Waiting): ContainedProcess {
    this.#starts.letGo()
    return process
  }

  refillOne(): Promise<void> | null {
    if (this.#closed) return null
    const left = [...this.#waiting]
    for (const spec of this.#wanted) {
      const at = left.findIndex((waiting) => fits(waiting.spec, spec))
      if (at < 0) return this.#keep(spec)
      left.splice(at, 1)
    }
    return null
  }

  /** What keeps it from starting is told to whoever starts such a program. */
  #keep(spec: ProgramSpec): Promise<void> | null {
    let waiting: Waiting
    try {
      waiting = this.#start(spec)
    } catch {
      return null
    }
    this.#waiting.push(waiting)
    void waiting.process.exited.then(() => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting)
    })
    return waiting.ready.catch(() => {
      // It would fail again; one that was killed because another is wanted is another matter.
      if (this.#wanted.includes(spec)) this.#starts.forget(this)
    })
  }

  #start(spec: ProgramSpec): Waiting {
    const process = this.#begin(spec)
    return { spec, process, ready: atGate(process) }
  }
}

/** Arguments come with the go. */
function fits(one: ProgramSpec, other: ProgramSpec): boolean {
  return (
    one.file === other.file &&
    one.host === other.host &&
    isDeepStrictEqual(one.limits, other.limits) &&
    isDeepStrictEqual(one.capabilities ?? [], other.capabilities ?? [])
  )
}

/** Resolves when the gate says that it waits. Its streams have no other listeners until then. */
function atGate(process: ContainedProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-SAID_TEXT)
    }
    const settle = (error?: SandboxError) => {
      clearTimeout(late)
      process.stderr.off('data', hear)
      process.channel.off('data', ready)
      // Pausing keeps whatever the program writes for its supervisor.
      process.stderr.pause()
      if (error === undefined) resolve()
      else reject(error)
    }
    const ready = () => settle()
    const late = setTimeout(() => {
      void process.kill()
      settle(new SandboxError('SANDBOX_START_FAILED', ['programLate', START_MS]))
    }, START_MS)
    process.stderr.on('data', hear)
    process.channel.once('data', ready)
    void process.exited.then(({ code, signal }) => {
      const text = (said + process.diagnostics()).trim()
      settle(new SandboxError('SANDBOX_START_FAILED', ['programNotStarted', signal ?? code, text]))
    })
  })
}
