/** One slot: one Vitest instance with one reused worker thread. It grades one submission at a time, others in turn. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { MessagePort } from 'node:worker_threads'
import { createVitest, type Reporter, type SerializedError, type TestModule, type Vitest } from 'vitest/node'
import { ROOT } from '../../../course/load.ts'
import { GRADER_LIMITS } from '../limits.ts'
import type { Attachment } from './attachment.ts'
import type { FromGrader, Job, ToGrader } from './control.ts'
import { ReusedWorker } from './reused-worker.ts'

/** What one run of a spec gave. `lost`: the worker was ended because the spec did not end. */
export type Run = { modules: ReadonlyArray<TestModule>; errors: ReadonlyArray<SerializedError>; lost: boolean }

const WARM_SPEC = join(import.meta.dirname, 'warm/exercise.spec.ts')
const SPEC_INDEX = join(import.meta.dirname, '../spec/index.ts')

export class Slot {
  readonly #worker: ReusedWorker
  #vitest!: Vitest
  #port: MessagePort | undefined
  #attachment: Attachment | undefined
  #ended: PromiseWithResolvers<Run> = Promise.withResolvers()
  /** What Vitest still does after it has reported, or after it was told to stop. */
  #settled: Promise<unknown> = Promise.resolve()
  /** Modification time of each spec when it was last transformed. */
  readonly #seen = new Map<string, number>()

  private constructor() {
    this.#worker = new ReusedWorker((port) => {
      this.#port = port
      port.on('message', (message: ToGrader) => this.#attachment?.receive(message))
    })
  }

  /** `scratch`: a folder that it may write to. */
  static async open(scratch: string): Promise<Slot> {
    const slot = new Slot()
    const reporter: Reporter = {
      // Not `runTestSpecifications().testModules`: that lists every module this instance has ever run.
      onTestRunEnd: (modules, errors) => slot.#ended.resolve({ modules, errors, lost: false }),
    }
    const silent = () => new PassThrough().resume()
    slot.#vitest = await createVitest(
      {
        root: ROOT,
        config: false,
        watch: false,
        api: false,
        ui: false,
        reporters: [reporter],
        include: ['**/exercise.spec.ts'],
        pool: slot.#worker,
        isolate: false,
        fileParallelism: false,
        maxWorkers: 1,
        cache: false,
        disableConsoleIntercept: true,
        testTimeout: GRADER_LIMITS.testMs,
        hookTimeout: GRADER_LIMITS.testMs,
        expect: { requireAssertions: true },
        // A diff that never ends is one of the ways to stop a grader.
        diff: { truncateThreshold: 60 },
        chaiConfig: { truncateThreshold: 200 },
      },
      {
        logLevel: 'silent',
        clearScreen: false,
        cacheDir: join(scratch, 'vite'),
        resolve: { alias: { 'wirebook/spec': SPEC_INDEX } },
        server: { watch: null, ws: false },
      },
      { stdout: silent(), stderr: silent() },
    )
    await slot.#vitest.standalone()
    await slot.#warm()
    return slot
  }

  post = (message: FromGrader): void => {
    this.#port?.postMessage(message)
  }

  /** Runs a spec for a job. Never longer than `wallMs` and the grace after it. Await `free` before the next. */
  async run(specFile: string, job: Job, attachment: Attachment, wallMs: number): Promise<Run> {
    this.#refresh(specFile)
    this.#attachment = attachment
    this.#ended = Promise.withResolvers()
    const ended = this.#ended
    const wall = setTimeout(() => attachment.wall(), wallMs)
    const lost = setTimeout(() => {
      ended.resolve({ modules: [], errors: [], lost: true })
      void this.#worker.kill()
    }, wallMs + GRADER_LIMITS.graceMs)
    try {
      this.#vitest.provide('job', job)
      const specification = this.#vitest.getRootProject().createSpecification(specFile)
      const ran = this.#vitest.runTestSpecifications([specification])
      this.#settled = ran.catch(() => {})
      // A run that cannot begin is never reported.
      return await Promise.race([ended.promise, ran.then(() => ended.promise)])
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
    await this.#vitest.close()
    await this.#worker.kill()
  }

  /** Throws when not even a spec of ours runs. */
  async #warm(): Promise<void> {
    this.#ended = Promise.withResolvers()
    await this.#vitest.runTestSpecifications([this.#vitest.getRootProject().createSpecification(WARM_SPEC)])
    const { modules, errors } = await this.#ended.promise
    const [module] = modules
    if (module?.ok() && errors.length === 0) return
    const said = [...errors, ...(module?.errors() ?? [])].map(({ message }) => message).join('; ')
    throw new Error(`the spec runner does not work: ${said || 'its first test failed'}`)
  }

  /** Nothing is watched: an edited spec is noticed when it is next used. */
  #refresh(specFile: string): void {
    const changed = statSync(specFile).mtimeMs
    if (this.#seen.has(specFile) && this.#seen.get(specFile) !== changed) this.#vitest.invalidateFile(specFile)
    this.#seen.set(specFile, changed)
  }
}
