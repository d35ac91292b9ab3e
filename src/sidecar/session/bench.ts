/**
 * The labs of one session: a network for each that was warmed or run, and at most one run on each. Operations on one
 * lab are carried out one after another; labs do not wait for each other.
 */
import type { LoadedLab } from '../../course/load.ts'
import type { FaultPlan, SystemCall } from '../../protocol/lab.ts'
import { LabRun } from '../runner/lab-run.ts'
import { networkSpecOf, planRun } from '../runner/plan.ts'
import type { RunOptions } from '../runner/types.ts'
import type { LabNetwork, Sandbox } from '../sandbox/types.ts'
import { Batcher } from './batcher.ts'
import { SESSION_LIMITS } from './limits.ts'
import { lookAt, type Seen } from './look.ts'
import { problemOf } from './problem.ts'
import type { RunNews, StartOptions } from './state.ts'

export type BenchEvents = {
  told(lab: string, run: number, events: RunNews[]): void
  runOver(lab: string, run: number, problem?: { code: string; message: string }): void
}

type Place = {
  network: Promise<LabNetwork>
  run: LabRun | null
  /** Looks under way: whoever asks meanwhile gets the same. */
  looks: Map<string, Promise<Seen>>
  /** The end of the chain of operations on this lab. */
  last: Promise<void>
  usedAt: number
  /** How often it is lent: it then stays open though nothing runs. */
  lent: number
}

/** A lab's network, kept open until it is given back; it may be closed all the same when it breaks or the page goes. */
export type LentNetwork = { network: LabNetwork; giveBack(): void }

export class Bench {
  readonly #sandbox: () => Promise<Sandbox>
  readonly #events: BenchEvents
  readonly #places = new Map<string, Place>()
  #closed = false

  constructor(sandbox: () => Promise<Sandbox>, events: BenchEvents) {
    this.#sandbox = sandbox
    this.#events = events
  }

  /** Starts run `number` of the lab, after its running one is stopped. */
  begin(lab: LoadedLab, number: number, start: StartOptions, faults: FaultPlan): void {
    this.#queue(lab, async (place) => {
      await place.run?.stop()
      const batcher = new Batcher((events) => this.#events.told(lab.id, number, events))
      const over = (error?: unknown) => {
        batcher.flush()
        this.#events.runOver(lab.id, number, error === undefined ? undefined : problemOf(error))
        if (error !== undefined) this.#abandon(lab.id)
        else this.#tidy()
      }
      try {
        const network = await place.network
        const { tier } = await this.#sandbox()
        const followed =
          tier === 'reduced' ? {} : following(lab, start, (call) => batcher.add({ type: 'syscall', call }))
        const { trace: _, ...chosen } = start
        const options: RunOptions = { ...chosen, ...followed, faults, mode: 'interactive' }
        const run = new LabRun(network, lab, options, (event) => batcher.add(event))
        await run.begin()
        place.run = run
        run.ended
          .then(() => {
            over()
            if (!this.#closed) warmUp(network, lab)
          }, over)
          .catch(ignore)
      } catch (error) {
        over(error)
      }
    })
  }

  /** Starts programs within the run that goes on. */
  join(lab: string, start: StartOptions): void {
    this.#queueOn(lab, async ({ run }) => run?.restart(start))
  }

  stop(lab: string, program?: string): void {
    this.#queueOn(lab, async ({ run }) => run?.stop(program))
  }

  write(lab: string, program: string, text: string): void {
    this.#queueOn(lab, async ({ run }) => void run?.write(program, text))
  }

  setFaults(lab: string, faults: FaultPlan): void {
    this.#queueOn(lab, async ({ run }) => run?.setFaults(faults))
  }

  /** Has processes wait for the lab's next run, so that it starts at once. */
  warm(lab: LoadedLab): void {
    this.#queue(lab, async (place) => {
      const network = await place.network
      warmUp(network, lab)
      this.#tidy()
    })
  }

  has(lab: string): boolean {
    return this.#places.has(lab)
  }

  get lends(): boolean {
    return [...this.#places.values()].some(({ lent }) => lent > 0)
  }

  /** Opened if it is not; null once all is closed. Rejects as the sandbox does. */
  async lend(lab: LoadedLab): Promise<LentNetwork | null> {
    if (this.#closed) return null
    const place = this.#places.get(lab.id) ?? this.#open(lab)
    place.lent += 1
    place.usedAt = performance.now()
    let given = false
    const giveBack = () => {
      if (given) return
      given = true
      place.lent -= 1
      this.#tidy()
    }
    try {
      return { network: await place.network, giveBack }
    } catch (error) {
      giveBack()
      throw error
    }
  }

  /** What the network's tables hold now; null when no network of the lab is open. Does not wait for operations. */
  async look(lab: LoadedLab, at: Seen['type']): Promise<Seen | null> {
    const place = this.#places.get(lab.id)
    if (!place) return null
    const look = place.looks.get(at) ?? place.network.then((network) => lookAt(network, lab, at))
    place.looks.set(at, look)
    try {
      return await look
    } catch (error) {
      if (this.#places.get(lab.id) !== place) return null // it was closed meanwhile
      throw error
    } finally {
      place.looks.delete(at)
    }
  }

  /** Ends everything that runs; resolves when it is gone. */
  async close(): Promise<void> {
    this.#closed = true
    const ids = [...this.#places.keys()]
    await Promise.all(ids.map((id) => this.#abandon(id)))
  }

  #queue(lab: LoadedLab, action: (place: Place) => Promise<unknown>): void {
    if (this.#closed) return
    const place = this.#places.get(lab.id) ?? this.#open(lab)
    place.usedAt = performance.now()
    chain(place, action)
  }

  #queueOn(lab: string, action: (place: Place) => Promise<unknown>): void {
    const place = this.#places.get(lab)
    if (place) chain(place, action)
  }

  #open(lab: LoadedLab): Place {
    const network = this.#sandbox().then((sandbox) => sandbox.open(networkSpecOf(lab.lab)))
    network.catch(() => this.#places.delete(lab.id)) // the next run tries again
    const place: Place = { network, run: null, looks: new Map(), last: Promise.resolve(), usedAt: 0, lent: 0 }
    this.#places.set(lab.id, place)
    return place
  }

  /** Closes the networks that were idle longest, beyond what may be held open. */
  #tidy(): void {
    const idle = [...this.#places]
      .filter(([, { run, lent }]) => !run?.going && lent === 0)
      .sort(([, a], [, b]) => b.usedAt - a.usedAt)
    for (const [id] of idle.slice(SESSION_LIMITS.idleNetworks)) void this.#abandon(id)
  }

  async #abandon(id: string): Promise<void> {
    const place = this.#places.get(id)
    if (!place) return
    this.#places.delete(id)
    await place.run?.stop().catch(() => {})
    await place.network.then((network) => network.close()).catch(() => {})
  }
}

/** An action that can fail for the reader tells so itself; a network that broke shows at the next run. */
function chain(place: Place, action: (place: Place) => Promise<unknown>): void {
  place.last = place.last.then(() => action(place)).then(ignore, ignore)
}

/** Whose system calls are followed: as the reader says, otherwise as the lab does. */
function following(
  { lab }: LoadedLab,
  { trace }: StartOptions,
  onCall: (call: SystemCall) => void,
): Partial<RunOptions> {
  const asked = trace ?? Object.fromEntries(lab.programs.flatMap(({ name, trace }) => (trace ? [[name, trace]] : [])))
  return Object.keys(asked).length > 0 ? { trace: { scopes: asked, onCall } } : {}
}

function warmUp(network: LabNetwork, lab: LoadedLab): void {
  network.warm(planRun(lab, { mode: 'interactive' }).programs.map(({ spec }) => spec))
}

const ignore = () => {}
