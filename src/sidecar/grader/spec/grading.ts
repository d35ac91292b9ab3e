/**
 * The grading that runs in this thread: its job, the learner's process now in use, and what the running test opened.
 * A learner's process that is lost is replaced before the next test, so that one endless loop fails one test. Programs
 * of server and client exercises are replaced after each test: a test starts from a program that did nothing yet.
 */
import { inject } from 'vitest'
import type { Job } from '../slot/control.ts'
import { LearnerGone, NotSeen, SpecFault } from './faults.ts'
import { notRunText } from './gone-text.ts'
import { Link } from './link.ts'
import { meetAt } from './meeting.ts'
import { enter } from './namespace.ts'
import { Patience } from './patience.ts'
import { askLearner } from './port.ts'
import { type Random, seededRandom } from './random.ts'
import { say, speak } from './say.ts'

/** Something a test opened (a connection, a listener): closed when the test ends, whatever became of it. */
export interface Opened {
  destroy(): void
  /** What the spec is waiting for there, in words; empty when for nothing. */
  pending(): string
}

let current: Grading | undefined

export class Grading {
  readonly job: Job
  random: Random
  readonly #patience = new Patience()
  #link: Link
  #opened = new Set<Opened>()
  /** Not to be used by another test. */
  #retired: Link | undefined
  #test = ''

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
    this.random = seededRandom(this.job.seed, test)
    if (this.#patience.lost) throw new LearnerGone('LEARNER_LATE', notRunText())
    if (!this.#usable()) await this.#replace()
    // So that a call's time is its own.
    await this.#link.loaded
  }

  opened<T extends Opened>(thing: T): T {
    this.#opened.add(thing)
    return thing
  }

  /** What the running test is waiting for, in words. */
  pending(): string {
    const waits = [this.#link.pending(), ...Array.from(this.#opened, (thing) => thing.pending())]
    return waits.filter((wait) => wait !== '').join(', ')
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
    if (this.job.kind !== 'function') return
    const unseen = answers.find(({ observed, silent, state }) => !observed && !(silent && state === 'resolved'))
    if (unseen?.state === 'rejected') throw unseen.error
    if (unseen) throw new SpecFault(`test "${this.#test}": the answer of ${unseen.what} was not awaited`)
  }

  async #replace(): Promise<void> {
    const next = await askLearner(this.job.id)
    if (!next)
      throw new LearnerGone(
        'LEARNER_WALL',
        say('The time for this grading was over before this test began.', '这项测试开始之前，本次评分的时间已用完。'),
      )
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
    meetAt(given.wire?.address ?? null)
    return new Link(this.job, given, this.#patience)
  }
}

/** What the spec had waited for says more than that a call took too long, and less than how a program ended. */
function both(failure: LearnerGone, seen: NotSeen): LearnerGone {
  const texts = [failure.message, seen.message]
  return new LearnerGone(failure.code, (failure.code === 'LEARNER_LATE' ? texts.reverse() : texts).join('\n'))
}
