/**
 * A Vitest pool of one worker thread that outlives its runs.
 *
 * Vitest asks for a new PoolWorker each run and tells it start, run, stop. Here only the first `start` reaches the
 * thread; later ones and every `stop` are answered for it, so that the runner and the spec's imports stay loaded.
 */
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node'

type Listener = (...args: unknown[]) => void

/** Of the thread's heap, what V8 fills before it collects: a spec makes little that lives. */
const YOUNG_MIB = 4

const EVENTS = ['message', 'error', 'exit'] as const

export class ReusedWorker implements PoolRunnerInitializer {
  readonly name = 'reused'
  readonly #onControl: (port: MessagePort) => void
  #thread: Worker | undefined
  #started = false

  /** @param onControl given the grader's end of each new thread's control port (control.ts) */
  constructor(onControl: (port: MessagePort) => void) {
    this.#onControl = onControl
  }

  createPoolWorker = (options: PoolOptions): PoolWorker => {
    const events = new EventEmitter()
    const forwards = new Map<string, Listener>()
    const answer = (type: 'started' | 'stopped') =>
      queueMicrotask(() => events.emit('message', { __vitest_worker_response__: true, type }))
    return {
      name: this.name,
      cacheFs: true,
      deserialize: (data) => data,
      on: (event, callback) => void events.on(event, callback),
      off: (event, callback) => void events.off(event, callback),
      send: (message: WorkerRequest) => {
        if (message.type === 'stop' || (message.type === 'start' && this.#started)) {
          answer(message.type === 'stop' ? 'stopped' : 'started')
          return
        }
        if (message.type === 'start') this.#started = true
        this.#thread?.postMessage(message)
      },
      start: async () => {
        const thread = this.#thread ?? this.#create(options)
        this.#thread = thread
        for (const event of EVENTS) {
          const forward: Listener = (...args) => events.emit(event, ...args)
          forwards.set(event, forward)
          thread.on(event, forward)
        }
      },
      stop: async () => {
        for (const [event, forward] of forwards) this.#thread?.off(event, forward)
      },
    }
  }

  /** For good, or because a spec ran over its time: the next run starts a new thread. */
  async kill(): Promise<void> {
    await this.#thread?.terminate()
  }

  #create({ distPath, env, execArgv }: PoolOptions): Worker {
    const { port1, port2 } = new MessageChannel()
    const thread = new Worker(join(distPath, 'workers/threads.js'), {
      env: env as NodeJS.ProcessEnv,
      execArgv,
      // What a spec prints is nobody's result.
      stdout: true,
      stderr: true,
      workerData: { control: port2 },
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    })
    thread.stdout.resume()
    thread.stderr.resume()
    thread.on('error', () => {})
    thread.once('exit', () => {
      port1.close()
      if (this.#thread !== thread) return
      this.#thread = undefined
      this.#started = false
    })
    this.#onControl(port1)
    return thread
  }
}
