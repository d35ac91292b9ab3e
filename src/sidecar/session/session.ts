/** Carries a session: takes messages in, hands operations to `apply`, and does what the effects say. */
import { randomUUID } from 'node:crypto'
import type { LoadedLab } from '../../course/load.ts'
import type { SavedText, ServerMessage } from '../../protocol/messages.ts'
import { newId } from '../database/id.ts'
import type { Person } from '../person.ts'
import type { Sandbox } from '../sandbox/types.ts'
import type { Store, Stores, TextOwner } from '../store/store.ts'
import { type Leaving, type Submission, SubmissionRefusal, type Submissions } from '../submissions/types.ts'
import { apply } from './apply.ts'
import { Bench, type LentNetwork } from './bench.ts'
import type { Course } from './course.ts'
import { SESSION_LIMITS } from './limits.ts'
import { problemOf } from './problem.ts'
import { isWordless, spoken } from './spoken.ts'
import {
  type Effect,
  type Facts,
  type Guest,
  type Machine,
  newSession,
  type OpenMessage,
  type Operation,
  type SessionMessage,
  type SessionState,
} from './state.ts'
import { Turns } from './turns.ts'

/** What a session needs of the process around it. `sandbox` gives the same promise each time, and may reject. */
export type Services = {
  stores: Stores
  submissions: Submissions
  course: Course
  sandbox(): Promise<Sandbox>
}

/** A connection as the session sees it. `send` takes one encoded message and never throws. */
export type Client = { send(text: string): void }

/** What concerns a run that has begun, and not the lab as it stands on the disk. */
const OF_A_RUN: ReadonlySet<SessionMessage['type']> = new Set(['input', 'sockets', 'tables', 'stop', 'clear'])

export type SessionOptions = {
  /** How many labs more this person may run. */
  labsLeft(): number
}

export class Session {
  readonly id: string
  readonly person: Person
  readonly lesson: string
  readonly #services: Services
  readonly #store: Store
  readonly #labsLeft: () => number
  readonly #clients = new Map<string, Client>()
  readonly #bench: Bench
  /** Submissions under way, with their exercises. */
  readonly #gradings = new Map<AbortController, string>()
  readonly #turns = new Turns()
  /** Labs as they were read when their latest run began. */
  readonly #begun = new Map<string, LoadedLab>()
  readonly #waiting: Operation[] = []
  /** What the effects of this turn's message have yet to do with the store, in order. */
  readonly #toDo: (() => Promise<void>)[] = []
  #state: SessionState
  #busy = false

  /** Reads what is kept of the lesson. Rejects with StoreError. */
  static async open(
    person: Person,
    lesson: string,
    machine: Machine,
    services: Services,
    options: SessionOptions,
  ): Promise<Session> {
    const { labs, exercises } = services.course.lesson(lesson) ?? { labs: [], exercises: [] }
    const owners: TextOwner[] = [
      ...labs.map((id) => ({ kind: 'lab' as const, id })),
      ...exercises.map((id) => ({ kind: 'exercise' as const, id })),
    ]
    const store = services.stores.of(person.id)
    const texts = await store.heads(owners)
    const attempts = await store.attempts(exercises, SESSION_LIMITS.attempts)
    const unfinished = await services.submissions.unfinished(person.id, exercises)
    const session = new Session(person, services, options, { id: randomUUID(), lesson, machine, texts, attempts })
    session.#resume(unfinished)
    return session
  }

  private constructor(
    person: Person,
    services: Services,
    options: SessionOptions,
    known: Parameters<typeof newSession>[0],
  ) {
    this.id = known.id
    this.person = person
    this.lesson = known.lesson
    this.#services = services
    this.#store = services.stores.of(person.id)
    this.#labsLeft = options.labsLeft
    this.#state = newSession(known)
    this.#bench = new Bench(services.sandbox, {
      told: (lab, run, events) => this.#dispatch({ type: 'told', lab, run, events }),
      runOver: (lab, run, problem) => this.#dispatch({ type: 'runOver', lab, run, ...(problem && { problem }) }),
    })
  }

  get connections(): number {
    return this.#clients.size
  }

  get runningLabs(): number {
    return Object.values(this.#state.labs).filter(({ alive }) => alive).length
  }

  /** Whether others use a lab of it: then it lives on without a connection. */
  get lends(): boolean {
    return this.#bench.lends
  }

  hasOpen(lab: string): boolean {
    return this.#bench.has(lab)
  }

  /** Null once it is closed. Rejects as the sandbox does. */
  lend(lab: LoadedLab): Promise<LentNetwork | null> {
    return this.#bench.lend(lab)
  }

  /** Takes the connection in and tells it what it has to know; gives the name under which it is known. */
  async open(client: Client, message: OpenMessage, guest?: Guest): Promise<string> {
    return this.#turns.take(async () => {
      const before = message.resume?.connection
      // Under a name of its owner's, what a guest writes would never be a conflict.
      const kept = before?.startsWith(GUEST) === (guest !== undefined) && !this.#clients.has(before)
      const name = kept ? before : `${guest ? GUEST : ''}${randomUUID()}`
      this.#clients.set(name, client)
      this.#dispatch({ type: 'open', connection: name, message, ...(guest && { guest }) })
      return name
    })
  }

  /** Carries messages out one after another, in the order in which they come; those that are too many are refused. */
  receive(connection: string, message: SessionMessage): void {
    const units = 'text' in message ? message.text.length : 0
    if (this.#turns.has(SESSION_LIMITS.waitingMessages, SESSION_LIMITS.waitingUnits - units)) {
      const why = 'earlier messages are still being stored; wait for them'
      const target = 'target' in message ? { target: message.target } : {}
      this.#send(connection, { type: 'refused', code: 'TOO_MANY', message: why, of: message.type, ...target })
      return
    }
    void this.#turns.take(() => this.#take(connection, message), units)
  }

  leave(connection: string): void {
    this.#clients.delete(connection)
    // Behind its messages: what it wrote last is still to be stored.
    void this.#turns.take(async () => this.#dispatch({ type: 'connectionLost', connection }))
  }

  /** Ends all it runs; what it was told before is stored. Connections are left to whoever holds them. */
  async close(): Promise<void> {
    for (const grading of this.#gradings.keys()) grading.abort('leaving' satisfies Leaving)
    await this.#bench.close()
    await this.#turns.take(async () => {})
    this.#clients.clear()
  }

  async #take(connection: string, message: SessionMessage): Promise<void> {
    try {
      const { facts, owner } = this.#lookUp(message)
      if (owner) this.#dispatch({ type: 'learned', texts: await this.#store.heads([owner]) })
      this.#dispatch({ type: 'message', connection, message, facts })
      for (let next = this.#toDo.shift(); next; next = this.#toDo.shift()) await next()
    } catch (error) {
      this.#toDo.length = 0
      // A lab that is there and wrong, or a store that cannot be read: ours, and told as such.
      this.#dispatch({ type: 'failed', problem: problemOf(error) })
    }
  }

  #lookUp(message: SessionMessage): { facts: Facts; owner: TextOwner | null } {
    const { course } = this.#services
    const owner: TextOwner =
      'target' in message
        ? message.target
        : 'lab' in message
          ? { kind: 'lab', id: message.lab }
          : { kind: 'exercise', id: message.exercise }
    // Each typed line and each look at the sockets would read the lab's files anew; what runs is as it began.
    const begun = OF_A_RUN.has(message.type) ? this.#begun.get(owner.id) : undefined
    const facts: Facts =
      owner.kind === 'lab' ? { lab: begun ?? course.lab(owner.id) } : { exercise: course.exercise(owner.id) }
    if (message.type === 'run') facts.labsLeft = this.#labsLeft()
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
        this.#toDo.push(() => this.#save(effect))
        break
      case 'history':
        this.#toDo.push(() => this.#tellHistory(effect))
        break
      case 'attemptFiles':
        this.#toDo.push(() => this.#tellFiles(effect))
        break
      case 'begin':
        this.#begun.set(effect.lab.id, effect.lab)
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
        for (const [grading, exercise] of this.#gradings)
          if (exercise === effect.exercise) grading.abort('withdrawn' satisfies Leaving)
        break
      default:
        effect satisfies never
    }
  }

  #send(to: string, message: ServerMessage): void {
    const { locale = 'en' } = this.#state.connections[to] ?? {}
    this.#clients.get(to)?.send(JSON.stringify(spoken(message, locale)))
  }

  async #save({ connection, target, text, by, aside, byPerson }: Extract<Effect, { type: 'save' }>): Promise<void> {
    try {
      const saved = await this.#store.save(target, text, by, { aside, ...(byPerson !== undefined && { byPerson }) })
      this.#dispatch({ type: 'stored', connection, saved, aside })
    } catch (error) {
      this.#dispatch({ type: 'notSaved', connection, target, problem: problemOf(error) })
    }
  }

  async #tellHistory({ to, target }: Extract<Effect, { type: 'history' }>): Promise<void> {
    const versions: SavedText[] = []
    let room = SESSION_LIMITS.historyUnits
    for (const { by: _, byPerson: __, ...saved } of await this.#store.history(target, SESSION_LIMITS.historyVersions)) {
      room -= saved.text.length
      if (room < 0) break
      versions.push(saved)
    }
    this.#send(to, { type: 'history', target, versions })
  }

  async #tellFiles({ to, exercise, id }: Extract<Effect, { type: 'attemptFiles' }>): Promise<void> {
    this.#send(to, { type: 'attemptFiles', exercise, id, files: await this.#store.attemptFiles(exercise, id) })
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

  async #grade({ connection, exercise, id = newId(), files, versions, locale }: GradeEffect): Promise<void> {
    await this.#submit({ person: this.person.id, id, exercise, files, versions, locale }, connection)
  }

  /** What had no verdict when the session opened; of one exercise one after another. */
  #resume(unfinished: Submission[]): void {
    for (const submissions of Map.groupBy(unfinished, ({ exercise }) => exercise).values())
      void submissions.reduce(async (before, submission) => {
        await before
        this.#dispatch({ type: 'resumed', exercise: submission.exercise })
        await this.#submit(submission, null)
      }, Promise.resolve())
  }

  async #submit(submission: Submission, connection: string | null): Promise<void> {
    const { exercise } = submission
    const stop = new AbortController()
    this.#gradings.set(stop, exercise)
    try {
      const attempt = await this.#services.submissions.submit({
        ...submission,
        signal: stop.signal,
        onStored: () => this.#dispatch({ type: 'submitted', exercise }),
        onPlace: (place) => this.#dispatch({ type: 'placed', exercise, place }),
      })
      this.#dispatch({ type: 'graded', attempt })
    } catch (error) {
      if (error instanceof SubmissionRefusal) {
        const { code: reason, message } = error
        this.#dispatch({ type: 'gradeRefused', exercise, connection, reason, message })
      } else {
        const problem = stop.signal.aborted ? {} : { problem: problemOf(error) }
        this.#dispatch({ type: 'gradeOver', exercise, ...problem })
      }
    } finally {
      this.#gradings.delete(stop)
    }
  }
}

/** Names of guests' connections begin so. */
const GUEST = 'guest-'

type GradeEffect = Extract<Effect, { type: 'grade' }>
