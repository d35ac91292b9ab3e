/** One learner's process as a spec knows it: questions out, answers in, each within its time. */

import { FrameReader, frame } from '../learner/channel.mjs'
import { ChannelFault, decode, decodeError, encode } from '../learner/values.mjs'
import { GRADER_LIMITS } from '../limits.ts'
import type { FromGrader, Job, LearnerGiven } from '../slot/control.ts'
import { Answer } from './answer.ts'
import { doing, leftText } from './doing.ts'
import { type GoneCode, LearnerGone, SpecFault } from './faults.ts'
import { endedText, lateText, malformedText, missingText, notIdleText } from './gone-text.ts'
import { Grading } from './grading.ts'
import { loadProblem } from './load-problem.ts'
import type { Patience } from './patience.ts'
import { askMemory, askStarved, listen, tell } from './port.ts'
import { told } from './say.ts'

/** Most of its usual time that a question or wait is given again, for time in which the program had no processor. */
export const MOST_EXTRA = 3
/** Less than this changes nothing. ms */
const LEAST_EXTRA_MS = 50

type Waiting = { what: string; timer: NodeJS.Timeout; resolve(value: unknown): void; reject(error: Error): void }
type Exit = Extract<FromGrader, { type: 'exited' }>

export class Link {
  readonly key: number
  readonly given: LearnerGiven
  /** Set once and for good; every later question gets it as its answer. */
  failure: LearnerGone | undefined
  /** Failures that leave the process usable (a name that is not exported); they fail the test all the same. */
  readonly complaints: LearnerGone[] = []
  readonly answers: Answer<unknown>[] = []
  /** It was asked something about the submission, beyond loading it. */
  used = false
  stdout = ''
  /** Settles when the submission is loaded or has failed to load. */
  readonly loaded: Promise<void>
  exit: Exit | undefined
  readonly #job: Job
  readonly #patience: Patience
  readonly #stopListening: () => void
  readonly #reader = new FrameReader()
  readonly #waiting = new Map<number, Waiting>()
  readonly #handles = new WeakMap<object, number>()
  readonly #changed = new Set<() => void>()
  #stderr = ''
  #next = 1
  #handle = 0
  #finishing = false
  #idle = false
  #loaded = false
  /** Of the time without a processor, what questions were already given, ms. */
  #forgiven: number

  constructor(job: Job, given: LearnerGiven, patience: Patience) {
    this.#job = job
    this.#patience = patience
    this.key = given.key
    this.given = given
    this.#forgiven = given.starved
    this.#stopListening = listen(given.key, {
      data: (bytes) => this.#receive(bytes),
      output: (stream, text) => this.#print(stream, text),
      exited: (exit) => this.#ended(exit),
    })
    this.loaded = this.#ask('load', job.load, told().loading(), this.#job.callMs).then(
      () => {
        this.#loaded = true
      },
      (error: Error) => this.#loadFailed(error),
    )
  }

  /** Asks the submission something; `what` is how a message names it, such as `push()`. */
  ask<T>(op: string, fields: { name?: string; handle?: number }, args: unknown[], what: string): Answer<T> {
    this.used = true
    const sent = args.map((arg) => this.#encoded(arg, what))
    const within = this.#patience.limit(op === 'play' ? this.#job.playMs : this.#job.callMs)
    const asked = this.#ask(op, { ...fields, args: sent }, what, within) as Promise<T>
    // An object that could be made says nothing about its methods.
    const answered = (error?: unknown) => {
      if (op !== 'construct' && this.#job.kind === 'function' && !(error instanceof LearnerGone))
        this.#patience.answered()
    }
    asked.then(() => answered(), answered)
    const answer = Answer.of<T>(what, asked)
    this.answers.push(answer)
    return answer
  }

  /** Number for an object that the process is to keep; `proxy` stands for it in later arguments. */
  keep(proxy?: object): number {
    const handle = ++this.#handle
    if (proxy) this.#handles.set(proxy, handle)
    return handle
  }

  /** Resolves when nothing of the submission keeps its process alive any more; it has ended then. */
  async finish(within = GRADER_LIMITS.idleMs): Promise<void> {
    if (this.failure) throw this.failure
    this.#finishing = true
    this.#ask('finish', {}, 'finish', this.#job.callMs).catch(() => {})
    const over = () => this.exit !== undefined || this.failure !== undefined
    await this.until(over, within)
    for (let extra = within * MOST_EXTRA; !over(); ) {
      const more = await this.grace(extra)
      if (more === 0) break
      extra -= more
      await this.until(over, more)
    }
    if (this.failure) throw this.failure
    if (!this.exit) {
      throw this.fail('LEARNER_NOT_IDLE', `${notIdleText(within)}${leftText()}`)
    }
    if (!this.#idle) throw this.fail('LEARNER_EXITED', this.#endedText(this.exit))
  }

  memory(): Promise<number> {
    return askMemory(this.key)
  }

  /** Waits for a condition on what was printed or how the process is; false when it did not come. */
  until(condition: () => boolean, within: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (came: boolean) => {
        clearTimeout(timer)
        this.#changed.delete(look)
        resolve(came)
      }
      const look = () => {
        if (condition()) settle(true)
      }
      const timer = setTimeout(() => settle(false), within)
      this.#changed.add(look)
      look()
    })
  }

  /** Something was asked of it in this test, and everything is answered. */
  get idle(): boolean {
    return this.answers.length > 0 && this.answers.every(({ state }) => state !== 'pending')
  }

  /** The end of what it printed on stderr. */
  get stderr(): string {
    return this.#stderr
  }

  /** Calls back whenever it printed something or its process changed; returns what ends that. */
  onChange(look: () => void): () => void {
    this.#changed.add(look)
    return () => this.#changed.delete(look)
  }

  /**
   * What a wait may still be given for time in which the program had no processor and nobody has been given it yet, ms;
   * 0 where that is too little to matter. Resolves after all that the program had said until now.
   */
  async grace(most: number): Promise<number> {
    const starved = await askStarved(this.key)
    const more = Math.min(starved - this.#forgiven, most)
    if (more < LEAST_EXTRA_MS) return 0
    this.#forgiven += more
    return more
  }

  /** What the spec is waiting for, in words. */
  pending(): string {
    return [...this.#waiting.values()].map(({ what }) => what).join(', ')
  }

  /** Ends the process; what was asked gets `failure`, when there is one. */
  dispose(): void {
    this.#stopListening()
    for (const { timer } of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
    tell({ type: 'kill', key: this.key })
  }

  #encoded(arg: unknown, what: string): unknown {
    try {
      return encode(arg, (value) => this.#handles.get(value))
    } catch (error) {
      throw new SpecFault(`${what}: an argument cannot cross: ${(error as Error).message}`)
    }
  }

  #ask(op: string, fields: object, what: string, within: number): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    if (this.failure) reject(this.failure)
    else {
      const id = this.#next++
      const timer = setTimeout(() => void this.#late(id, within), within)
      this.#waiting.set(id, { what, timer, resolve, reject })
      tell({ type: 'send', key: this.key, bytes: frame({ id, op, ...fields }) })
    }
    return promise
  }

  /**
   * An answer may be there already and the grader not have come round to relaying it, and on a busy machine the program
   * may have had no processor: neither is the learner's delay. `extra`: what it may still be given of the latter.
   */
  async #late(id: number, within: number, extra = within * MOST_EXTRA): Promise<void> {
    const more = await this.grace(extra)
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    if (more > 0) {
      waiting.timer = setTimeout(() => void this.#late(id, within, extra - more), more)
      return
    }
    if (this.#job.kind === 'function') this.#patience.late()
    // How long a program that talks to the spec takes is the spec's doing too.
    else await Grading.current().waited()
    if (!this.#waiting.has(id)) return
    this.fail('LEARNER_LATE', `${lateText(waiting.what, within)}\n${doing()}`)
  }

  #receive(bytes: Uint8Array): void {
    if (this.failure) return
    try {
      for (const message of this.#reader.push(bytes)) this.#answered(message)
    } catch (error) {
      if (!(error instanceof ChannelFault)) throw error
      this.fail('LEARNER_MALFORMED', malformedText(error.message))
    }
  }

  #answered(message: unknown): void {
    const fields = typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : {}
    if (fields.id === 0 && fields.idle === true && this.#finishing) {
      this.#idle = true
      return
    }
    const waiting = typeof fields.id === 'number' ? this.#waiting.get(fields.id) : undefined
    if (!waiting) throw new ChannelFault('ANSWER_UNASKED', 'an answer to no question')
    // Decoded before the question is forgotten: a malformed value has to fail it, not leave it waiting.
    const settle = this.#settlement(fields, waiting)
    this.#waiting.delete(fields.id as number)
    clearTimeout(waiting.timer)
    settle()
  }

  #settlement(fields: Record<string, unknown>, waiting: Waiting): () => void {
    if (Object.hasOwn(fields, 'threw')) {
      const error = decodeError(fields.threw)
      return () => waiting.reject(error)
    }
    if (Object.hasOwn(fields, 'missing')) {
      const error = new LearnerGone('LEARNER_MISSING', missingText(fields.missing, fields.has))
      this.complaints.push(error)
      return () => waiting.reject(error)
    }
    const value = decode(Object.hasOwn(fields, 'ok') ? fields.ok : ['?'])
    return () => waiting.resolve(value)
  }

  #print(stream: 'stdout' | 'stderr', text: string): void {
    if (stream === 'stdout') this.stdout += text
    else this.#stderr = (this.#stderr + text).slice(-GRADER_LIMITS.messageText)
    this.#notify()
  }

  #ended(exit: Exit): void {
    this.exit = exit
    if (!this.#finishing || this.#waiting.size > 0) {
      if (!this.#idle) this.fail(exit.stopped === 'wall' ? 'LEARNER_WALL' : 'LEARNER_EXITED', this.#endedText(exit))
    }
    this.#notify()
  }

  #endedText(exit: Exit): string {
    return endedText(exit, this.pending(), this.#stderr)
  }

  #loadFailed(error: Error): void {
    if (this.#loaded) return
    const { load, callMs } = this.#job
    const loading = { files: load.files, exit: this.exit, within: callMs, stderr: this.#stderr }
    const problem = loadProblem(error, loading)
    tell({ type: 'load-failed', job: this.#job.id, problem })
    this.failure = undefined
    this.fail('LEARNER_LOAD', problem.message)
  }

  /** Ends the process because of something it did or did not do. */
  fail(code: GoneCode, message: string): LearnerGone {
    if (this.failure) return this.failure
    const failure = new LearnerGone(code, message)
    this.failure = failure
    tell({ type: 'kill', key: this.key })
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { timer, reject } of waiting) {
      clearTimeout(timer)
      reject(failure)
    }
    this.#notify()
    return failure
  }

  #notify(): void {
    for (const look of [...this.#changed]) look()
  }
}
