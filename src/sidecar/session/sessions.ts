/** All sessions of this process: one for each person and lesson, found again by whoever opens that lesson next. */
import type { LoadedLab } from '../../course/load.ts'
import type { Person } from '../person.ts'
import { en, type SidecarSentence, told, toldOf } from '../words/index.ts'
import type { LentNetwork } from './bench.ts'
import { SESSION_LIMITS } from './limits.ts'
import { problemOf } from './problem.ts'
import { type Client, type Services, Session } from './session.ts'
import type { Guest, Machine, OpenMessage, SessionMessage } from './state.ts'

export type Opened = { receive(message: SessionMessage): void; leave(): void }
export type Unopened = { refused: 'LESSON_UNKNOWN' | 'TOO_MANY' | 'NOT_HERE'; message: string }

export type SessionsOptions = Partial<
  Pick<typeof SESSION_LIMITS, 'lingerMs' | 'sessions' | 'sessionsOfPerson' | 'labsOfPerson'>
>

type Entry = {
  person: string
  lesson: string
  opening: Promise<Session>
  /** Null while it is being opened. */
  session: Session | null
  /** Connections it has, or that are being opened. */
  users: number
  /** What ends each guest's connection; guests keep no session alive. */
  guests: Set<() => void>
}

export class Sessions {
  readonly #services: Services
  readonly #limits: Required<SessionsOptions>
  readonly #entries = new Map<string, Entry>()
  /** Those without a connection, the one left longest ago first. */
  readonly #expiry = new Map<Entry, NodeJS.Timeout>()
  #closed = false

  constructor(services: Services, options: SessionsOptions = {}) {
    this.#services = services
    const { lingerMs, sessions, sessionsOfPerson, labsOfPerson } = { ...SESSION_LIMITS, ...options }
    this.#limits = { lingerMs, sessions, sessionsOfPerson, labsOfPerson }
  }

  get count(): number {
    return this.#entries.size
  }

  /** Labs that run, of everybody. */
  get labs(): number {
    return [...this.#entries.values()].reduce((sum, { session }) => sum + (session?.runningLabs ?? 0), 0)
  }

  /** Rejects with StoreError when what is kept of the lesson cannot be read. */
  async open(client: Client, person: Person, message: OpenMessage): Promise<Opened | Unopened> {
    const { lesson } = message
    if (this.#services.course.lesson(lesson) === null)
      return { refused: 'LESSON_UNKNOWN', message: `there is no lesson "${lesson}"` }
    const machine = await this.#machine()
    const entry = this.#entries.get(keyOf(person, lesson)) ?? this.#make(person, lesson, machine)
    if (entry === null || this.#closed)
      return { refused: 'TOO_MANY', message: `${this.count} lessons are open; close one of their pages first` }
    clearTimeout(this.#expiry.get(entry))
    this.#expiry.delete(entry)
    entry.users += 1
    try {
      const session = await entry.opening
      const name = await session.open(client, message)
      return {
        receive: (received) => session.receive(name, received),
        leave: () => {
          session.leave(name)
          this.#release(entry)
        },
      }
    } catch (error) {
      this.#release(entry)
      throw error
    }
  }

  has(person: Person, lesson: string): boolean {
    return this.#entries.has(keyOf(person, lesson))
  }

  /** Of somebody who has this lesson open here: `ended` is called when that is over. Rejects as `open` does. */
  async visit(
    client: Client,
    host: Person,
    message: OpenMessage,
    guest: Guest,
    ended: () => void,
  ): Promise<Opened | Unopened> {
    const { lesson } = message
    const entry = this.#entries.get(keyOf(host, lesson))
    if (!entry || this.#closed) return { refused: 'NOT_HERE', message: `"${lesson}" is not open there` }
    const session = await entry.opening
    const name = await session.open(client, message, guest)
    entry.guests.add(ended)
    return {
      receive: (received) => session.receive(name, received),
      leave: () => {
        entry.guests.delete(ended)
        session.leave(name)
      },
    }
  }

  /**
   * The network of a lab that this person has open, or whose lesson they have. It and its session stay until it is given
   * back. Null: they have neither here. Rejects as the sandbox does.
   */
  async lend(person: string, lab: LoadedLab): Promise<LentNetwork | null> {
    const own = [...this.#entries.values()].filter((entry) => entry.person === person && entry.session !== null)
    const entry =
      own.find(({ session }) => session!.hasOpen(lab.id)) ??
      own.find(({ lesson }) => this.#services.course.lesson(lesson)?.labs.includes(lab.id))
    return this.#closed ? null : ((await entry?.session?.lend(lab)) ?? null)
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#expiry.values()) clearTimeout(timer)
    await Promise.all([...this.#entries.values()].map((entry) => this.#end(entry)))
  }

  #make(person: Person, lesson: string, machine: Machine): Entry | null {
    if (!this.#makeRoom(person)) return null
    const labsLeft = () => this.#limits.labsOfPerson - this.#running(person)
    const opening = Session.open(person, lesson, machine, this.#services, { labsLeft })
    const entry: Entry = { person: person.id, lesson, opening, session: null, users: 0, guests: new Set() }
    const key = keyOf(person, lesson)
    this.#entries.set(key, entry)
    opening.then(
      (session) => {
        entry.session = session
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key) // the next one tries again
      },
    )
    return entry
  }

  /** Ends one without a connection where another would be too many: of this person, or of all. */
  #makeRoom(person: Person): boolean {
    const all = [...this.#entries.values()]
    const own = all.filter((entry) => entry.person === person.id).length
    const idle = [...this.#expiry.keys()].filter(({ session }) => !session?.lends)
    if (own >= this.#limits.sessionsOfPerson) {
      const mine = idle.find((entry) => entry.person === person.id)
      if (!mine) return false
      void this.#end(mine)
    } else if (all.length >= this.#limits.sessions) {
      if (!idle[0]) return false
      void this.#end(idle[0])
    }
    return true
  }

  #running(person: Person): number {
    const own = [...this.#entries.values()].filter((entry) => entry.person === person.id)
    return own.reduce((sum, { session }) => sum + (session?.runningLabs ?? 0), 0)
  }

  #release(entry: Entry): void {
    entry.users -= 1
    if (entry.users > 0 || this.#closed || this.#entries.get(`${entry.person} ${entry.lesson}`) !== entry) return
    this.#linger(entry)
  }

  #linger(entry: Entry): void {
    const over = () => (entry.session?.lends ? this.#linger(entry) : void this.#end(entry))
    const timer = setTimeout(over, this.#limits.lingerMs)
    timer.unref()
    this.#expiry.set(entry, timer)
  }

  async #end(entry: Entry): Promise<void> {
    clearTimeout(this.#expiry.get(entry))
    this.#expiry.delete(entry)
    this.#entries.delete(`${entry.person} ${entry.lesson}`)
    for (const ended of entry.guests) ended()
    const session = await entry.opening.catch(() => null)
    await session?.close()
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

const keyOf = (person: Person, lesson: string): string => `${person.id} ${lesson}`
