/** One run of a lab on its network: who starts when, what is told meanwhile, and when it is over. */
import { setTimeout as pause } from 'node:timers/promises'
import type { LoadedLab } from '../../course/load.ts'
import { hasWire } from '../../course/network.ts'
import { type FaultPlan, longestDelay } from '../../protocol/faults.ts'
import type { LabNetwork } from '../sandbox/types.ts'
import { FLOW_LIMITS, flowsClosed } from './flows.ts'
import { Participant, type Process } from './participant.ts'
import { freeHost, hostNamed, missingServer } from './placing.ts'
import { type PlannedProgram, planRun, type RunPlan } from './plan.ts'
import { contained, external as outside } from './processes.ts'
import { EXTERNAL, type External, type RunEnd, type RunEvent, type RunOptions } from './types.ts'

/** Time an external program that served gets to end by itself once the clients are gone, ms. */
const EXTERNAL_GRACE_MS = 1_000

/**
 *     const run = new LabRun(network, loadLab('tcp/handshake-1'), { mode: 'batch' }, (event) => …)
 *     await run.begin()          // programs start from here on, each when it may
 *     const end = await run.ended
 */
export class LabRun {
  readonly lab: LoadedLab
  readonly plan: RunPlan
  /** Resolves when every program is gone and the capture is complete; rejects when something of ours failed. */
  readonly ended: Promise<RunEnd>
  readonly #network: LabNetwork
  readonly #options: RunOptions
  readonly #emit: (event: RunEvent) => void
  readonly #participants = new Map<string, Participant>()
  readonly #settle: PromiseWithResolvers<RunEnd> = Promise.withResolvers()
  readonly #over = new AbortController()
  #beganAt = 0
  #restarting = 0
  #failure: { error: unknown } | null = null
  #ending: Promise<void> | null = null

  /** Throws RunError when the options do not fit the lab. Nothing has started yet. */
  constructor(network: LabNetwork, lab: LoadedLab, options: RunOptions, emit: (event: RunEvent) => void) {
    this.lab = lab
    this.plan = planRun(lab, options)
    this.#network = network
    this.#options = options
    this.#emit = emit
    this.ended = this.#settle.promise
    this.ended.catch(() => {}) // may be awaited later than it fails
    for (const { name, spec } of this.plan.programs) hostNamed(network.hosts, spec.host, `${lab.id}: ${name}`)
    if (options.external?.host) hostNamed(network.hosts, options.external.host, '--with')
  }

  /** Names of those that take part, in the order of lab.json, `with` last. */
  get programs(): string[] {
    return [...this.plan.programs.map(({ name }) => name), ...(this.#options.external ? [EXTERNAL] : [])]
  }

  /** Has it not ended yet? */
  get going(): boolean {
    return !this.#over.signal.aborted
  }

  /** Sets faults and time zero, then lets programs start. Rejects when something of ours fails before that. */
  async begin(): Promise<void> {
    try {
      if (hasWire(this.lab.lab)) await this.#network.setFaults(this.plan.faults)
      this.#network.onPackets((packets, lost) => {
        if (!this.#over.signal.aborted) this.#emit({ type: 'packets', packets, lost })
      })
      await this.#network.beginRun()
    } catch (error) {
      this.#over.abort()
      this.#settle.reject(error)
      throw error
    }
    this.#beganAt = performance.now()
    this.#startAll()
    void (this.#options.mode === 'batch' ? this.#superviseBatch() : this.#settleWhenIdle())
  }

  /** Starts a program of the lab again, or adds it, within this run. `files` are the texts of now. */
  async restart(options: Pick<RunOptions, 'only' | 'args' | 'files'>): Promise<void> {
    const { programs, files } = planRun(this.lab, { ...options, mode: 'interactive' })
    this.#restarting += 1 // nobody may be alive for a moment, and yet the run is not over
    await Promise.all(programs.map(({ name }) => this.#participants.get(name)?.stop()))
    this.#restarting -= 1
    if (this.#ending) return
    for (const planned of programs) this.#start(planned, files)
    void this.#settleWhenIdle()
  }

  /** Ends one program, or all and with them the run; resolves when they are gone. */
  async stop(name?: string): Promise<void> {
    if (name === undefined) return this.#end('stopped')
    await this.#participants.get(name)?.stop()
  }

  /** False when no such program is there to take it. */
  write(name: string, text: string): boolean {
    return this.#participants.get(name)?.write(text) ?? false
  }

  async setFaults(faults: FaultPlan): Promise<void> {
    await this.#network.setFaults(faults)
  }

  #startAll(): void {
    const { external } = this.#options
    const { programs, files } = this.plan
    const servers = programs.filter(({ ready }) => ready !== null)
    if (external && servers.length === 0) this.#startExternal(external, missingServer(this.lab, programs), [])
    for (const planned of programs) this.#start(planned, files)
    if (external && servers.length > 0) {
      const listeners = servers.map(({ name }) => this.#participants.get(name)!)
      this.#startExternal(external, null, listeners)
    }
  }

  #start(planned: PlannedProgram, files: Record<string, string>): void {
    const { name, spec, ready } = planned
    const standIn = this.#participants.get(EXTERNAL)
    // Whoever is not in this run is not waited for; an external stand-in is, in the place of a missing server.
    const after = planned.after.flatMap((other) => this.#participants.get(other) ?? (standIn?.server ? standIn : []))
    this.#add(name, ready !== null, ready ?? '', spec.host, after, async () => {
      const { trace } = this.#options
      const scope = trace?.scopes[name]
      const program = await this.#network.start(scope ? { ...spec, trace: scope } : spec, files, {
        output: (stream, text, at) => this.#emit({ type: 'output', program: name, stream, text, at }),
        call: (call) => this.#emit({ type: 'call', call }),
        syscall: (call) => trace?.onCall(call),
        outputCut: (dropped) => this.#emit({ type: 'outputCut', program: name, dropped }),
        exit: () => {},
      })
      if (this.#options.mode === 'batch') program.endInput()
      return contained(program)
    })
  }

  #startExternal(external: External, inPlaceOf: PlannedProgram | null, after: Participant[]): void {
    const { hosts } = this.#network
    const name = external.host ?? inPlaceOf?.spec.host ?? freeHost(hosts, this.plan.programs).name
    const host = hostNamed(hosts, name, '--with')
    const endpoint = inPlaceOf?.ready ?? null
    this.#add(EXTERNAL, endpoint !== null, endpoint ?? '', host.name, after, async () => {
      const output = (stream: 'stdout' | 'stderr', text: string) =>
        this.#emit({ type: 'output', program: EXTERNAL, stream, text, at: this.#now() })
      return outside(external.start(host, { output }, hosts))
    })
  }

  #add(
    name: string,
    server: boolean,
    endpoint: string,
    host: string,
    after: Participant[],
    launch: () => Promise<Process>,
  ): void {
    const participant = new Participant(
      {
        name,
        server,
        endpoint,
        launch,
        listening: (signal) => this.#network.listening(host, endpoint, signal),
        onState: (state) => this.#emit({ type: 'program', program: name, state }),
      },
      after,
    )
    this.#participants.set(name, participant)
    participant.done.catch((error: unknown) => {
      this.#failure ??= { error }
      void this.#end('stopped')
    })
  }

  /** Interactive: the run is over when nobody is left. */
  async #settleWhenIdle(): Promise<void> {
    const all = [...this.#participants.values()]
    await Promise.allSettled(all.map(({ done }) => done))
    const idle = this.#restarting === 0 && [...this.#participants.values()].every(({ ended }) => ended)
    if (idle) await this.#end('finished')
  }

  async #superviseBatch(): Promise<void> {
    const all = [...this.#participants.values()]
    const clients = all.filter(({ server }) => !server)
    const wall = Promise.withResolvers<'wall'>()
    const timer = setTimeout(() => wall.resolve('wall'), this.plan.wallSeconds * 1_000)
    // Without clients only the wall clock, Stop or the servers themselves can end it.
    const finished = Promise.allSettled((clients.length > 0 ? clients : all).map(({ done }) => done))
      .then(() => flowsClosed(this.#network, this.#over.signal).catch(() => false))
      .then(() => pause(FLOW_LIMITS.settleMs + 2 * longestDelay(this.plan.faults)))
      .then(() => this.#participants.get(EXTERNAL))
      .then((standIn) =>
        standIn?.server ? Promise.race([standIn.done.catch(() => {}), pause(EXTERNAL_GRACE_MS)]) : undefined,
      )
      .then(() => 'finished' as const)
    const end = await Promise.race([finished, wall.promise])
    clearTimeout(timer)
    await this.#end(end)
  }

  /** Stops whatever is alive, completes the capture, settles `ended`. The first call decides how it ended. */
  #end(end: RunEnd): Promise<void> {
    this.#ending ??= this.#finish(end)
    return this.#ending
  }

  async #finish(end: RunEnd): Promise<void> {
    const all = [...this.#participants.values()]
    // A server that is stopped has done its work; a client that is still busy when time is up has not.
    const reasonFor = ({ server }: Participant) => (end === 'wall' && !server ? { limit: 'wall' as const } : 'stopped')
    const results = await Promise.allSettled(all.map((one) => one.stop(reasonFor(one))))
    results.push(...(await Promise.allSettled([this.#network.flush()])))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) this.#failure ??= { error: failed.reason }
    this.#over.abort()
    if (this.#failure) this.#settle.reject(this.#failure.error)
    else this.#settle.resolve(end)
  }

  #now(): number {
    return Math.round((performance.now() - this.#beganAt) * 1_000)
  }
}
