/** The learners' processes of one job: what they say goes to the worker thread, within its limits, until the job ends. */

import type { Limits } from '../../limits.ts'
import type { LearnerPool } from '../learners/pool.ts'
import type { LearnerProcess, WireEnd } from '../learners/types.ts'
import { GRADER_LIMITS } from '../limits.ts'
import type { FromGrader, LearnerGiven, LoadProblem, StoppedFor, ToGrader } from './control.ts'

type Attached = { process: LearnerProcess; stopped: StoppedFor | null; channelBytes: number; outputBytes: number }

export type AttachmentOptions = {
  job: string
  pool: LearnerPool
  /** The exercise's own limits. */
  limits: Partial<Limits>
  /** Refill the pool at each take: the job will need several processes. */
  prefetch: boolean
  /** Which end of a wire the submission is, where spec and submission are two hosts. */
  end: WireEnd | undefined
  post(message: FromGrader): void
}

let keys = 0

export class Attachment {
  /** First kilobytes of what the submission printed. */
  printed = ''
  loadProblem: LoadProblem | undefined
  readonly #job: string
  readonly #pool: LearnerPool
  readonly #limits: Partial<Limits>
  readonly #prefetch: boolean
  readonly #end: WireEnd | undefined
  readonly #post: (message: FromGrader) => void
  readonly #attached = new Map<number, Attached>()
  #over = false

  constructor({ job, pool, limits, prefetch, end, post }: AttachmentOptions) {
    this.#job = job
    this.#pool = pool
    this.#limits = limits
    this.#prefetch = prefetch
    this.#end = end
    this.#post = post
  }

  async take(): Promise<LearnerGiven> {
    const process = await this.#pool.take(this.#limits, this.#end)
    if (this.#prefetch) this.#pool.refill()
    const key = ++keys
    const attached: Attached = { process, stopped: null, channelBytes: 0, outputBytes: 0 }
    this.#attached.set(key, attached)
    this.#relay(key, attached)
    return { key, netns: process.netns, wire: process.wire }
  }

  /** A message of the worker thread; those of earlier jobs are ignored. */
  receive(message: ToGrader): void {
    switch (message.type) {
      case 'send': {
        this.#attached.get(message.key)?.process.channel.write(message.bytes)
        return
      }
      case 'kill':
        void this.#attached.get(message.key)?.process.kill()
        return
      case 'load-failed':
        if (message.job === this.#job) this.loadProblem ??= message.problem
        return
      case 'learner':
        if (message.job === this.#job) void this.#another(message.request)
        return
      case 'memory':
        this.#tellMemory(message)
        return
      case 'faults':
        this.#attached.get(message.key)?.process.setFaults(message.plan)
        this.#post({ type: 'faults', request: message.request })
        return
      default:
        message satisfies never
    }
  }

  /** After two turns of the event loop: whatever the process had written by now is told before. */
  #tellMemory({ key, request }: Extract<ToGrader, { type: 'memory' }>): void {
    setImmediate(() =>
      setImmediate(() => {
        this.#post({ type: 'memory', request, bytes: this.#attached.get(key)?.process.memory() ?? 0 })
      }),
    )
  }

  /** The grading's time is up: what runs is killed, and no other process is given. */
  wall(): void {
    this.#over = true
    for (const attached of this.#attached.values()) this.#stop(attached, 'wall')
  }

  /** Kills all of it. */
  async end(): Promise<void> {
    this.#over = true
    await Promise.all(Array.from(this.#attached.values(), ({ process }) => process.kill()))
  }

  async #another(request: number): Promise<void> {
    const learner = this.#over ? null : await this.take().catch(() => null)
    this.#post({ type: 'learner', request, learner })
  }

  #relay(key: number, attached: Attached): void {
    const { process } = attached
    const channelEnd = new Promise<void>((resolve) => process.channel.once('close', resolve).once('end', resolve))
    process.channel.on('data', (bytes: Buffer) => {
      attached.channelBytes += bytes.length
      if (attached.channelBytes > GRADER_LIMITS.channelBytes) this.#stop(attached, 'channel')
      else this.#post({ type: 'data', key, bytes: Uint8Array.from(bytes) })
    })
    // Its greeting has been read by the pool, which then paused it.
    process.channel.resume()
    process.onOutput((stream, text) => {
      attached.outputBytes += text.length
      if (attached.outputBytes > GRADER_LIMITS.outputBytes) return this.#stop(attached, 'output')
      if (this.printed.length < GRADER_LIMITS.printedBytes)
        this.printed = (this.printed + text).slice(0, GRADER_LIMITS.printedBytes)
      this.#post({ type: 'output', key, stream, text })
    })
    void Promise.all([process.exited, channelEnd]).then(([{ code, signal }]) => {
      this.#post({ type: 'exited', key, code, signal, stopped: attached.stopped })
    })
  }

  #stop(attached: Attached, why: StoppedFor): void {
    attached.stopped ??= why
    void attached.process.kill()
  }
}
