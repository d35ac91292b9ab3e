/** The worker thread of a slot, as the grader sees it: it outlives its runs, and is started anew when it was lost. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { ownModule } from '../../own-module.ts'
import type { FromThread, ToThread } from './control.ts'
import { provideSources } from './sources.ts'

const ENTRY = join(import.meta.dirname, 'inside/thread.mjs')
const SPEC_LIBRARY = pathToFileURL(ownModule(import.meta, '../spec/index.ts')).href
const RUNNER = pathToFileURL(ownModule(import.meta, './inside/runner.ts')).href
/** Of the thread's heap, what V8 fills before it collects: a spec makes little that lives. */
const YOUNG_MIB = 4
const FLAGS = ['--disable-warning=ExperimentalWarning']

/** What a new thread is given (inside/thread.mjs). */
export type ThreadData = {
  control: MessagePort
  sources: MessagePort
  signal: Int32Array
  library: string
  runner: string
}

export type ThreadEvents = {
  /** The grader's end of a new thread's control port (control.ts). */
  onControl(port: MessagePort): void
  onMessage(message: FromThread): void
  /** It ended, whatever the reason. */
  onLost(why: string): void
}

export class SpecThread {
  readonly #events: ThreadEvents
  #thread: Worker | undefined

  constructor(events: ThreadEvents) {
    this.#events = events
  }

  send(message: ToThread): void {
    this.#thread ??= this.#create()
    this.#thread.postMessage(message)
  }

  /** Ends it, for good or because a spec ran over its time: the next message starts a new one. */
  async kill(): Promise<void> {
    await this.#thread?.terminate()
  }

  #create(): Worker {
    const { port1: control, port2: controlInside } = new MessageChannel()
    const { port1: sources, port2: sourcesInside } = new MessageChannel()
    const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const workerData: ThreadData = {
      control: controlInside,
      sources: sourcesInside,
      signal,
      library: SPEC_LIBRARY,
      runner: RUNNER,
    }
    const thread = new Worker(ENTRY, {
      // A copy: what a spec sets is its own.
      env: { ...process.env },
      execArgv: FLAGS,
      // What a spec prints is nobody's result.
      stdout: true,
      stderr: true,
      workerData,
      transferList: [controlInside, sourcesInside],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    })
    provideSources(sources, signal)
    thread.stdout.resume()
    thread.stderr.resume()
    let why = 'the thread of the spec ended'
    thread.on('error', (error) => {
      why = (error as Error).message
    })
    thread.on('message', (message: FromThread) => this.#events.onMessage(message))
    thread.once('exit', () => {
      control.close()
      sources.close()
      if (this.#thread !== thread) return
      this.#thread = undefined
      this.#events.onLost(why)
    })
    this.#events.onControl(control)
    return thread
  }
}
