/** Carries a session: takes messages in, hands operations to `apply`, and does what the effects say. */
import { randomUUID } from 'node:crypto'
import type { Attempt, SavedText, ServerMessage } from '../../protocol/messages.ts'
import type { Grader } from '../grader/types.ts'
import type { Sandbox } from '../sandbox/types.ts'
import type { Store, TextOwner } from '../store/store.ts'
import { apply } from './apply.ts'
import { Bench } from './bench.ts'
import type { Course } from './course.ts'
import { SESSION_LIMITS } from './limits.ts'
import { problemOf } from './problem.ts'
import { isWordless, spoken } from './spoken.ts'
import {
  type Effect,
  type Facts,
  type Machine,
  newSession,
  type OpenMessage,
  type Operation,
  type SessionMessage,
  type SessionState,
} from './state.ts'

/** What a session needs of the process around it. Both openers give the same promise each time, and may reject. */
export type Services = {
  store: Store
  course: Course
  sandbox(): Promise<Sandbox>
  grader(): Promise<Grader>
}

/** A connection as the session sees it. `send` takes one encoded message and never throws. */
export type Client = { send(text: string): void }

export class Session {
  readonly id: string
  readonly lesson: string
  readonly #services: Services
  readonly #clients = new Map<string, Client>()
  readonly #bench: Bench
  readonly #gradings = new Map<string, AbortController>()
  readonly #waiting: Operation[] = []
  #state: SessionState
  #busy = false

  constructor(lesson: string, machine: Machine, services: Services) {
    this.id = randomUUID()
    this.lesson = lesson
    this.#services = services
    const { labs, exercises } = services.course.lesson(lesson) ?? { labs: [], exercises: [] }
    const owners: TextOwner[] = [
      ...labs.map((id) => ({ kind: 'lab' as const, id })),
      ...exercises.map((id) => ({ kind: 'exercise' as const, id })),
    ]
    this.#state = newSession({
      id: this.id,
      lesson,
      machine,
      texts: services.store.heads(owners),
      attempts: services.store.attempts(exercises, SESSION_LIMITS.attempts),
    })
    this.#bench = new Bench(services.sandbox, {
      told: (lab, run, events) => this.#dispatch({ type: 'told', lab, run, events }),
      runOver: (lab, run, problem) => this.#dispatch({ type: 'runOver', lab, run, ...(problem && { problem }) }),
    })
  }

  get connections(): number {
    return this.#clients.size
  }

  /** Takes the connection in and tells it what it has to know; gives the name under which it is known. */
  open(client: Client, message: OpenMessage): string {
    const before = message.resume?.connection
    const name = before !== undefined && !this.#clients.has(before) ? before : randomUUID()
    this.#clients.set(name, client)
    this.#dispatch({ type: 'open', connection: name, message })
    return name
  }

  receive(connection: string, message: SessionMessage): void {
    try {
      const { facts, owner } = this.#lookUp(message)
      if (owner) this.#dispatch({ type: 'learned', texts: this.#services.store.heads([owner]) })
      this.#dispatch({ type: 'message', connection, message, facts })
    } catch (error) {
      // A lab that is there and wrong, or a store that cannot be read: ours, and told as such.
      this.#dispatch({ type: 'failed', problem: problemOf(error) })
    }
  }

  leave(connection: string): void {
    this.#clients.delete(connection)
    this.#dispatch({ type: 'connectionLost', connection })
  }

  /** Ends all it runs. Connections are left to whoever holds them. */
  async close(): Promise<void> {
    for (const grading of this.#gradings.values()) grading.abort()
    await this.#bench.close()
    this.#clients.clear()
  }

  #lookUp(message: SessionMessage): { facts: Facts; owner: TextOwner | null } {
    const { course } = this.#services
    const owner: TextOwner =
      'target' in message
        ? message.target
        : 'lab' in message
          ? { kind: 'lab', id: message.lab }
          : { kind: 'exercise', id: message.exercise }
    const facts = owner.kind === 'lab' ? { lab: course.lab(owner.id) } : { exercise: course.exercise(owner.id) }
    const readsTexts = message.type === 'edit' || message.type === 'run' || message.type === 'grade'
    return { facts, owner: readsTexts && (facts.lab || facts.exercise) ? owner : null }
  }

  /** One operation at a time: those that effects bring about wait until all effects are done, so numbers stay in order. */
  #dispatch(operation: Operation): void {
    this.#waiting.push(operation)
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
        const { state, effects } = apply(this.#state, next)
        this.#state = state
        for (const effect of effects) this.#carryOut(effect)
      }
    } finally {
      this.#busy = false
    }
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        this.#send(effect.to, effect.message)
        break
      case 'broadcast': {
        const message = { type: 'event', ...effect.entry } satisfies ServerMessage
        if (isWordless(message)) {
          const text = JSON.stringify(message)
          for (const client of this.#clients.values()) client.send(text)
        } else for (const name of this.#clients.keys()) this.#send(name, message)
        break
      }
      case 'save':
        this.#save(effect)
        break
      case 'history':
        this.#tellHistory(effect)
        break
      case 'begin':
        this.#bench.begin(effect.lab, effect.run, effect.start, effect.faults)
        break
      case 'join':
        this.#bench.join(effect.lab, effect.start)
        break
      case 'stop':
        this.#bench.stop(effect.lab, effect.program)
        break
      case 'write':
        this.#bench.write(effect.lab, effect.program, effect.text)
        break
      case 'setFaults':
        this.#bench.setFaults(effect.lab, effect.faults)
        break
      case 'warm':
        this.#bench.warm(effect.lab)
        break
      case 'look':
        void this.#look(effect)
        break
      case 'grade':
        void this.#grade(effect)
        break
      case 'cancelGrade':
        this.#gradings.get(effect.exercise)?.abort()
        break
      default:
        effect satisfies never
    }
  }

  #send(to: string, message: ServerMessage): void {
    const { locale = 'en' } = this.#state.connections[to] ?? {}
    this.#clients.get(to)?.send(JSON.stringify(spoken(message, locale)))
  }

  #save({ connection, target, text, by, aside }: Extract<Effect, { type: 'save' }>): void {
    try {
      const saved = this.#services.store.save(target, text, by, { aside })
      this.#dispatch({ type: 'stored', connection, saved, aside })
    } catch (error) {
      this.#dispatch({ type: 'failed', problem: problemOf(error) })
    }
  }

  #tellHistory({ to, target }: Extract<Effect, { type: 'history' }>): void {
    const versions: SavedText[] = []
    let room = SESSION_LIMITS.historyUnits
    for (const { by: _, ...saved } of this.#services.store.history(target, SESSION_LIMITS.historyVersions)) {
      room -= saved.text.length
      if (room < 0) break
      versions.push(saved)
    }
    this.#send(to, { type: 'history', target, versions })
  }

  async #look({ to, at, lab }: Extract<Effect, { type: 'look' }>): Promise<void> {
    try {
      const seen = await this.#bench.look(lab, at)
      const message = `${lab.id} has no network open`
      this.#send(to, seen ?? { type: 'refused', code: 'NOT_RUNNING', message, of: at })
    } catch (error) {
      this.#dispatch({ type: 'failed', problem: { ...problemOf(error), lab: lab.id } })
    }
  }

  async #grade({ exercise, files, locale }: Extract<Effect, { type: 'grade' }>): Promise<void> {
    const stop = new AbortController()
    this.#gradings.set(exercise, stop)
    try {
      const grader = await this.#services.grader()
      const { version: _, provenance: __, ...verdict } = await grader.grade({ exercise, files, locale }, stop.signal)
      stop.signal.throwIfAborted()
      const attempt: Attempt = { ...verdict, at: new Date().toISOString() }
      if (attempt.verdict !== 'error') this.#services.store.addAttempt(attempt)
      this.#dispatch({ type: 'graded', attempt })
    } catch (error) {
      const problem = stop.signal.aborted ? {} : { problem: problemOf(error) }
      this.#dispatch({ type: 'gradeOver', exercise, ...problem })
    } finally {
      this.#gradings.delete(exercise)
    }
  }
}
