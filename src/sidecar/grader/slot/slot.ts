/** One slot: a worker thread in which Vitest's runner runs specs. It grades one submission at a time, others in turn. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { MessagePort } from 'node:worker_threads'
import type { SerializedError } from 'vitest'
import { GRADER_LIMITS } from '../limits.ts'
import type { Attachment } from './attachment.ts'
import type { FromGrader, FromThread, Job, SpecTest, ToGrader } from './control.ts'
import { sourceOf } from './sources.ts'
import { SpecThread } from './spec-thread.ts'

/**
 * What one run of a spec gave. `errors`: of the spec as a whole, and those that nobody caught. `lost`: the thread was
 * ended because the spec did not end.
 */
export type Run = { tests: readonly SpecTest[]; errors: readonly SerializedError[]; lost: boolean }

const WARM_SPEC = join(import.meta.dirname, 'warm/exercise.spec.ts')

export class Slot {
  readonly #thread: SpecThread
  #port: MessagePort | undefined
  #attachment: Attachment | undefined
  /** The run that goes on, by its id. */
  #running: { id: string; ended: PromiseWithResolvers<Run> } | undefined
  /** A thread on its way out. */
  #settled: Promise<unknown> = Promise.resolve()

  private constructor() {
    this.#thread = new SpecThread({
      onControl: (port) => {
        this.#port = port
        port.on('message', (message: ToGrader) => this.#attachment?.receive(message))
      },
      onMessage: (message) => this.#ran(message),
      onLost: (why) => this.#running?.ended.resolve({ tests: [], errors: [{ message: why }], lost: false }),
    })
  }

  /** Throws when not even a spec of ours runs. */
  static async open(): Promise<Slot> {
    const slot = new Slot()
    const { tests, errors } = await slot.#run(WARM_SPEC, null)
    const said = [...errors, ...tests.flatMap((test) => test.errors)].map(({ message }) => message)
    if (tests.length === 0 || said.length > 0 || tests.some(({ passed }) => !passed))
      throw new Error(`the spec runner does not work: ${said.join('; ') || 'its first test failed'}`)
    return slot
  }

  post = (message: FromGrader): void => {
    this.#port?.postMessage(message)
  }

  /** Runs a spec for a job. Never longer than `wallMs` and the grace after it. Await `free` before the next. */
  async run(specFile: string, job: Job, attachment: Attachment, wallMs: number): Promise<Run> {
    this.#attachment = attachment
    const wall = setTimeout(() => attachment.wall(), wallMs)
    const lost = setTimeout(() => {
      this.#running?.ended.resolve({ tests: [], errors: [], lost: true })
      this.#settled = this.#thread.kill()
    }, wallMs + GRADER_LIMITS.graceMs)
    try {
      return await this.#run(specFile, job)
    } finally {
      clearTimeout(wall)
      clearTimeout(lost)
      this.#attachment = undefined
    }
  }

  /** Resolves when another job may be run; false when none ever can be. */
  async free(): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<false>()
    const timer = setTimeout(() => resolve(false), GRADER_LIMITS.slotMs)
    const works = await Promise.race([this.#settled.then(() => true), late])
    clearTimeout(timer)
    return works
  }

  async close(): Promise<void> {
    await this.#thread.kill()
  }

  async #run(specFile: string, job: Job | null): Promise<Run> {
    const running = { id: randomUUID(), ended: Promise.withResolvers<Run>() }
    this.#running = running
    const source = sourceOf(pathToFileURL(specFile).href)
    this.#thread.send({ type: 'run', id: running.id, specFile, source, job })
    try {
      return await running.ended.promise
    } finally {
      this.#running = undefined
    }
  }

  #ran({ id, tests, errors }: FromThread): void {
    if (this.#running?.id === id) this.#running.ended.resolve({ tests, errors, lost: false })
  }
}
