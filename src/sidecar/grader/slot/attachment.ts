/** The learners' processes of one job: what they say goes to the worker thread, within its limits, until the job ends. */

import type { Limits } from '../../limits.ts'
import type { LearnerPool } from '../learners/pool.ts'
import type { LearnerProcess, Seat } from '../learners/types.ts'
import { GRADER_LIMITS } from '../limits.ts'
import type { FromGrader, LearnerGiven, LoadProblem, StoppedFor, ToGrader } from './control.ts'

type Attached = {
  process: LearnerProcess
  stopped: StoppedFor | null
  /** We have sent it SIGKILL, for whatever reason. */
  killed: boolean
  /** Its end has been told. */
  exited: boolean
  channelBytes: number
  outputBytes: number
  /** It knows a hidden test's data, and could print them. */
  hidden: boolean
}

export type AttachmentOptions = {
  job: string
  pool: LearnerPool
  /** The exercise's own limits. */
  limits: Partial<Limits>
  /** Processes that it will take, unless it loses one. */
  expected: number
  /** Where submission and spec are, when they are not on one host. */
  seat: Seat | undefined
  /** The network's frames are kept. */
  capture: boolean
  post(message: FromGrader): void
}

let keys = 0

export class Attachment {
  /** First kilobytes of what the submission printed. */
  printed = ''
  loadProblem: LoadProblem | undefined
  /** A process got a SIGKILL that nobody here has sent. */
  #vanished = false
  readonly #job: string
  readonly #pool: LearnerPool
  readonly #limits: Partial<Limits>
  readonly #expected: number
  readonly #seat: Seat | undefined
  readonly #capture: boolean
  readonly #post: (message: FromGrader) => void
  readonly #attached = new Map<number, Attached>()
  #over = false
  #taken = 0
  #ahead: Promise<LearnerProcess> | undefined

  constructor({ job, pool, limits, expected, seat, capture, post }: AttachmentOptions) {
    this.#job = job
    this.#pool = pool
    this.#limits = limits
    this.#expected = expected
    this.#seat = seat
    this.#capture = capture
    this.#post = post
  }

  async take(): Promise<LearnerGiven> {
    const process = await this.#next()
    process.watch()
    this.#prepare()
    const key = ++keys
    const attached: Attached = {
      process,
      stopped: null,
      killed: false,
      exited: false,
      channelBytes: 0,
      outputBytes: 0,
      hidden: false,
    }
    this.#attached.set(key, attached)
    this.#relay(key, attached)
    const captured = this.#capture && process.record()
    const { netns, wire, pid } = process
    return { key, netns, wire, pid, captured, starved: process.starved() }
  }

  async #next(): Promise<LearnerProcess> {
    const ahead = await this.#ahead?.catch(() => undefined)
    this.#ahead = undefined
    this.#taken += 1
    // One that was killed while it waited has met no learner.
    if (ahead?.alive()) return ahead
    void ahead?.kill()
    return this.#pool.take(this.#limits, this.#seat)
  }

  /** Starts the next one while this one is at work: the pool has none of special limits, or on a network. */
  #prepare(): void {
    if (this.#taken >= this.#expected || this.#over) return
    if (this.#pool.keeps(this.#limits, this.#seat)) this.#pool.refill()
    else {
      this.#ahead = this.#pool.take(this.#limits, this.#seat)
      // Told to whoever takes it.
      this.#ahead.catch(() => {})
    }
  }

  /** A message of the worker thread; those of earlier jobs are ignored. */
  receive(message: ToGrader): void {
    switch (message.type) {
      case 'send': {
        this.#attached.get(message.key)?.process.channel.write(message.bytes)
        return
      }
      case 'kill':
        void this.#kill(this.#attached.get(message.key))
        return
      case 'hide': {
        const attached = this.#attached.get(message.key)
        if (attached) attached.hidden = true
        return
      }
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
      case 'packets':
        void this.#tellPackets(message)
        return
      default:
        message satisfies never
    }
  }

  /** After two turns of the event loop: whatever the process had written by now is told before. */
  #tellMemory({ key, request }: Extract<ToGrader, { type: 'memory' }>): void {
    setImmediate(() =>
      setImmediate(() => {
        const process = this.#attached.get(key)?.process
        this.#post({ type: 'memory', request, bytes: process?.memory() ?? 0, starved: process?.starved() ?? 0 })
      }),
    )
  }

  async #tellPackets({ key, request, after }: Extract<ToGrader, { type: 'packets' }>): Promise<void> {
    const taken = await this.#attached.get(key)?.process.packets(after)
    this.#post({ type: 'packets', request, taken: taken ?? { packets: [], lost: 0 } })
  }

  /** The grading's time is up: what runs is killed, and no other process is given. */
  wall(): void {
    this.#over = true
    for (const attached of this.#attached.values()) this.#stop(attached, 'wall')
  }

  /**
   * Whether a process was killed from outside, so that what the tests saw says nothing about the submission. Asked
   * before `end`; waits for a death that has happened and was not told yet.
   */
  async vanished(): Promise<boolean> {
    const dying = Array.from(this.#attached.values()).filter(
      ({ process, killed, exited }) => !killed && !exited && !process.alive(),
    )
    await Promise.all(dying.map(({ process }) => within(GRADER_LIMITS.endMs, process.exited)))
    return this.#vanished
  }

  /** Kills all of it. */
  async end(): Promise<void> {
    this.#over = true
    const ahead = this.#ahead?.then((process) => process.kill()).catch(() => {})
    await Promise.all([ahead, ...Array.from(this.#attached.values(), (attached) => this.#kill(attached))])
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
      if (!attached.hidden && this.printed.length < GRADER_LIMITS.printedBytes)
        this.printed = (this.printed + text).slice(0, GRADER_LIMITS.printedBytes)
      this.#post({ type: 'output', key, stream, text })
    })
    void process.exited.then(({ signal, over }) => {
      attached.exited = true
      if (over !== undefined) attached.stopped ??= over
      else if (signal === 'SIGKILL' && !attached.killed) this.#vanished = true
    })
    void Promise.all([process.exited, channelEnd]).then(([{ code, signal }]) => {
      this.#post({ type: 'exited', key, code, signal, stopped: attached.stopped })
    })
  }

  #stop(attached: Attached, why: StoppedFor): void {
    attached.stopped ??= why
    void this.#kill(attached)
  }

  async #kill(attached: Attached | undefined): Promise<void> {
    if (attached === undefined) return
    const { process, exited } = attached
    // One that is dying of something else is left to it: its end tells of what.
    if (exited || process.alive()) attached.killed = true
    else await within(GRADER_LIMITS.endMs, process.exited)
    await process.kill()
  }
}

/** Resolves when `awaited` does, or after `ms`. */
async function within(ms: number, awaited: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([late, awaited])
  clearTimeout(timer)
}
