/** All sessions of this process: one a lesson (there is one learner), found again by whoever opens that lesson next. */

import { en, type SidecarSentence, told, toldOf } from '../words/index.ts'
import { SESSION_LIMITS } from './limits.ts'
import { problemOf } from './problem.ts'
import { type Client, type Services, Session } from './session.ts'
import type { Machine, OpenMessage, SessionMessage } from './state.ts'

export type Opened = { receive(message: SessionMessage): void; leave(): void }
export type Unopened = { refused: 'LESSON_UNKNOWN' | 'TOO_MANY'; message: string }

export class Sessions {
  readonly #services: Services
  readonly #lingerMs: number
  readonly #byLesson = new Map<string, Session>()
  readonly #expiry = new Map<Session, NodeJS.Timeout>()
  #closed = false

  constructor(services: Services, options: { lingerMs?: number } = {}) {
    this.#services = services
    this.#lingerMs = options.lingerMs ?? SESSION_LIMITS.lingerMs
  }

  get count(): number {
    return this.#byLesson.size
  }

  async open(client: Client, message: OpenMessage): Promise<Opened | Unopened> {
    const { lesson } = message
    if (this.#services.course.lesson(lesson) === null)
      return { refused: 'LESSON_UNKNOWN', message: `there is no lesson "${lesson}"` }
    const machine = await this.#machine()
    const session = this.#byLesson.get(lesson) ?? this.#make(lesson, machine)
    if (session === null || this.#closed)
      return { refused: 'TOO_MANY', message: `${this.count} lessons are open; close one of their pages first` }
    clearTimeout(this.#expiry.get(session))
    this.#expiry.delete(session)
    const name = session.open(client, message)
    return {
      receive: (received) => session.receive(name, received),
      leave: () => {
        session.leave(name)
        if (session.connections === 0 && this.#byLesson.get(lesson) === session) this.#expire(session)
      },
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#expiry.values()) clearTimeout(timer)
    await Promise.all([...this.#byLesson.values()].map((session) => this.#end(session)))
  }

  #make(lesson: string, machine: Machine): Session | null {
    if (this.count >= SESSION_LIMITS.sessions) {
      const [idle] = this.#expiry.keys() // the one left longest ago
      if (!idle) return null
      void this.#end(idle)
    }
    const session = new Session(lesson, machine, this.#services)
    this.#byLesson.set(lesson, session)
    return session
  }

  #expire(session: Session): void {
    const timer = setTimeout(() => void this.#end(session), this.#lingerMs)
    timer.unref()
    this.#expiry.set(session, timer)
  }

  async #end(session: Session): Promise<void> {
    clearTimeout(this.#expiry.get(session))
    this.#expiry.delete(session)
    this.#byLesson.delete(session.lesson)
    await session.close()
  }

  /** A machine on which no sandbox opens can still show lessons and keep texts. */
  async #machine(): Promise<Machine> {
    const node = process.version
    try {
      const { tier, reason, because, kernel } = await this.#services.sandbox()
      return { tier, reason, ...(because && { because }), kernel, node }
    } catch (error) {
      const because: SidecarSentence[] = [['cannotRunAs', problemOf(error).code], toldOf(error)]
      return { tier: 'reduced', reason: told(en, ...because), because, kernel: 'unknown', node }
    }
  }
}
