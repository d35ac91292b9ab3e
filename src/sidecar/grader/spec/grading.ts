/**
 * The grading that runs in this thread: its job, the learner's process now in use, and what the running test opened.
 * A learner's process that is lost is replaced before the next test, so that one endless loop fails one test. Programs
 * of server and client exercises are replaced after each test: a test starts from a program that did nothing yet.
 */
import { inject } from 'vitest'
import type { CapturedPacket } from '../../../protocol/lab.ts'
import { GRADER_LIMITS } from '../limits.ts'
import type { Job } from '../slot/control.ts'
import { LearnerGone, NotSeen, SpecFault } from './faults.ts'
import { notRunText } from './gone-text.ts'
import { Link } from './link.ts'
import { meetAt } from './meeting.ts'
import { enter } from './namespace.ts'
import { Patience } from './patience.ts'
import { askLearner, askPackets, tell } from './port.ts'
import { type Random, seededRandom } from './random.ts'
import { say, speak, told } from './say.ts'
import { spins } from './spins.ts'

/** Something a test opened (a connection, a listener): closed when the test ends, whatever became of it. */
export interface Opened {
  destroy(): void
  /** What the spec is waiting for there, in words; empty when for nothing. */
  pending(): string
}

/** Packets that go with a failed test. */
const SHOWN_PACKETS = { first: 120, last: 80 }

let current: Grading | undefined

export class Grading {
  readonly job: Job
  random: Random
  /** UDP ports of the spec's own, so that a capture on one host tells whose a datagram is. */
  readonly ports = new Set<number>()
  readonly #patience = new Patience()
  #link: Link
  #opened = new Set<Opened>()
  /** Not to be used by another test. */
  #retired: Link | undefined
  /** Knows what a hidden test sent, and could tell it in the messages of a visible one. */
  #knowing: Link | undefined
  #test = ''
  /** What the submission sent to the running test. */
  #taken = 0

  private constructor(job: Job) {
    this.job = job
    speak(job.locale)
    this.random = seededRandom(job.seed, '')
    this.#link = this.#connect(job.learner)
  }

  static current(): Grading {
    const job = inject('job')
    if (current?.job.id !== job.id) current = new Grading(job)
    return current
  }

  /** The process that answers now. */
  get link(): Link {
    return this.#link
  }

  async begin(test: string): Promise<void> {
    this.#test = test
    this.#taken = 0
    this.random = seededRandom(this.job.seed, test)
    this.ports.clear()
    if (this.#patience.lost) throw new LearnerGone('LEARNER_NOT_RUN', notRunText())
    const hidden = this.job.hidden.includes(test)
    if (!this.#usable() || (this.#knowing === this.#link && !hidden)) await this.#replace()
    if (hidden) this.#hide(this.#link)
    // So that a call's time is its own.
    await this.#link.loaded
  }

  opened<T extends Opened>(thing: T): T {
    this.#opened.add(thing)
    return thing
  }

  /**
   * The submission has sent so many bytes to the test. False when that is too much: it is stopped then, before what a
   * spec only keeps to look at fills the memory.
   */
  took(bytes: number): boolean {
    this.#taken += bytes
    if (this.#taken <= GRADER_LIMITS.takenBytes) return true
    const most = GRADER_LIMITS.takenBytes >> 20
    this.#link.fail(
      'LEARNER_FLOODS',
      say(
        `Your program sent more than ${most} MiB to this test, or connected without end, and was stopped. Is there a write or a connect in a loop that never ends?`,
        `你的程序向这项测试发送了超过 ${most} MiB，或不停地建立连接，已被终止。是否在死循环中写入或连接？`,
      ),
    )
    return false
  }

  /** What travelled until now, for the page: the first packets and the last ones, where the exercise is captured. */
  async packets(): Promise<CapturedPacket[] | undefined> {
    const { given, key } = this.#link
    if (!given.captured) return undefined
    const { packets } = await askPackets(key, 0)
    return packets.filter((_, i) => i < SHOWN_PACKETS.first || i >= packets.length - SHOWN_PACKETS.last)
  }

  /** What the running test is waiting for, in words. */
  pending(): string {
    const waits = [this.#link.pending(), ...Array.from(this.#opened, (thing) => thing.pending())]
    return waits.filter((wait) => wait !== '').join(', ')
  }

  /** Milliseconds for a wait that usually has `ms`. */
  limit(ms: number): number {
    return this.job.kind === 'function' ? ms : this.#patience.limit(ms)
  }

  /** A wait was in vain. Of a program that computes without a pause no later test gets much of an answer either. */
  async waited(): Promise<void> {
    if (this.job.kind !== 'function' && (await spins())) this.#patience.late()
  }

  /** After a test: throws what spoils it although its assertions may have held. `seen`: what its body threw. */
  end(seen: unknown): void {
    for (const thing of this.#opened) thing.destroy()
    this.#opened.clear()
    const link = this.#link
    const answers = link.answers.splice(0)
    const complaint = link.complaints.splice(0)[0]
    const pending = answers.some(({ state }) => state === 'pending')
    const retire = pending || (link.used && this.job.kind !== 'function')
    const failure = link.failure
    if (retire && !failure) this.#retired = link
    if (failure && seen instanceof NotSeen) throw both(failure, seen)
    if (failure ?? complaint) throw failure ?? complaint
    if (this.job.kind !== 'function') {
      if (seen === undefined) this.#patience.answered()
      return
    }
    const unseen = answers.find(({ observed, silent, state }) => !observed && !(silent && state === 'resolved'))
    if (unseen?.state === 'rejected') throw unseen.error
    if (unseen) throw new SpecFault(`test "${this.#test}": the answer of ${unseen.what} was not awaited`)
  }

  #hide(link: Link): void {
    this.#knowing = link
    tell({ type: 'hide', key: link.key })
  }

  async #replace(): Promise<void> {
    const next = await askLearner(this.job.id)
    if (!next) throw new LearnerGone('LEARNER_NOT_RUN', told().wallBefore())
    this.#link.dispose()
    this.#link = this.#connect(next)
  }

  #usable(): boolean {
    // What cannot be loaded will not load in another process either: that would only take every test's time.
    if (this.#link.failure?.code === 'LEARNER_LOAD') return true
    return this.#link.failure === undefined && this.#link.exit === undefined && this.#retired !== this.#link
  }

  #connect(given: Job['learner']): Link {
    enter(given.netns)
    const listens = this.job.kind === 'server' ? given.wire?.host : given.wire?.spec
    meetAt(given.wire?.hosts.find(({ name }) => name === listens)?.address ?? null)
    return new Link(this.job, given, this.#patience)
  }
}

/** What the spec had waited for says more than that a call took too long, and less than how a program ended. */
function both(failure: LearnerGone, seen: NotSeen): LearnerGone {
  const texts = [failure.message, seen.message]
  return new LearnerGone(failure.code, (failure.code === 'LEARNER_LATE' ? texts.reverse() : texts).join('\n'))
}
