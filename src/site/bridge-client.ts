/**
 * The page's end of /ws/lab, and the only file that opens sockets.
 *
 *     connecting ──opened──► ready ──closed──► offline ──(countdown or retryNow)──► connecting
 *
 * A connection that drops resumes from the last sequence number seen. What the sidecar told while an island was not
 * on the page yet is kept here and given to it when it comes.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Tier } from '../protocol/lab.ts'
import type { Attempt, ClientMessage, SavedText, ServerMessage, SessionEvent, Target } from '../protocol/messages.ts'
import { isStatic } from './islands/shared/static.ts'
import { steadyNow } from './islands/shared/steady.ts'

export const BRIDGE_LIMITS = {
  /** Waits between tries, ms; the last one repeats. */
  backoffMs: [400, 1_000, 2_000, 4_000, 8_000, 15_000],
  /** Each wait is longer by up to this share, so that a room full of pages does not return in one instant. */
  jitter: 0.25,
}

export type Connection =
  | { state: 'connecting'; tier: Tier | null; reason: string | null }
  | { state: 'ready'; tier: Tier; reason: string | null; kernel: string; node: string }
  /** `retryAt`: when the next try comes, by `steadyNow`, ms. `never`: this page was not connected yet. */
  | { state: 'offline'; tier: Tier | null; reason: string | null; retryAt: number; never: boolean }

/** `forget`: what was told before is void, whatever is true now follows. */
export type LabEvent = Extract<SessionEvent, { lab: string; run: number }> | LabNotice | { type: 'forget'; lab: string }
type LabNotice = Extract<SessionEvent, { type: 'cleared' | 'faultsSet' | 'problem' }>
export type ExerciseEvent = Extract<SessionEvent, { type: 'graded' | `grade${string}` | 'problem' }>
type Opened = Extract<ServerMessage, { type: 'opened' }>
type History = Extract<ServerMessage, { type: 'history' }>
/** How a lab's network was when it was asked for. */
export type Look = Extract<ServerMessage, { type: 'sockets' | 'tables' }>
type Refused = Extract<ServerMessage, { type: 'refused' }>

/** The part of WebSocket that is used, so that tests can bring their own. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose' | 'readyState'>

export type BridgeOptions = {
  lesson: string
  locale: 'en' | 'zh-cn'
  openSocket: () => Socket
  random?: () => number
}

const OPEN = 1

export class BridgeClient {
  readonly connection: ReadonlySignal<Connection>
  /** This connection's name; `saved.by` repeats it. */
  name = ''
  readonly #connection = signal<Connection>({ state: 'connecting', tier: null, reason: null })
  readonly #options: BridgeOptions
  readonly #texts = new Map<string, SavedText>()
  readonly #attempts = new Map<string, Attempt[]>()
  /** Events of each lab's latest run, while no island has asked for them. */
  readonly #unheard = new Map<string, LabEvent[]>()
  readonly #labs = new Map<string, (event: LabEvent) => void>()
  readonly #exercises = new Map<string, (event: ExerciseEvent) => void>()
  readonly #saved = new Set<(saved: SavedText, by: string) => void>()
  readonly #opened = new Set<(message: Opened) => void>()
  readonly #refused = new Set<(message: Refused) => void>()
  readonly #looks = new Set<(message: Look) => void>()
  readonly #history = new Set<(message: History) => void>()
  #socket: Socket | null = null
  #session: string | null = null
  #seq = 0
  /** Events up to this number belong to the snapshot that follows `opened`. */
  #snapshot = 0
  #tries = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: BridgeOptions) {
    this.#options = options
    this.connection = this.#connection
  }

  /** Opens the connection unless there is one. */
  start(): void {
    if (!this.#socket && this.#timer === undefined) this.#connect()
  }

  retryNow(): void {
    if (this.#connection.value.state === 'offline') this.#connect()
  }

  get ready(): boolean {
    return this.#connection.value.state === 'ready'
  }

  /** False when there is no connection; nothing is queued here, what must not be lost is the caller's to keep. */
  send(message: ClientMessage): boolean {
    if (!this.ready || this.#socket?.readyState !== OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** One listener a lab. It first gets what was told before. */
  onLab(lab: string, listener: (event: LabEvent) => void): () => void {
    this.#labs.set(lab, listener)
    for (const event of this.#unheard.get(lab) ?? []) listener(event)
    this.#unheard.delete(lab)
    return () => this.#labs.delete(lab)
  }

  onExercise(exercise: string, listener: (event: ExerciseEvent) => void): () => void {
    this.#exercises.set(exercise, listener)
    return () => this.#exercises.delete(exercise)
  }

  onSaved = (listener: (saved: SavedText, by: string) => void) => subscribe(this.#saved, listener)
  onRefused = (listener: (message: Refused) => void) => subscribe(this.#refused, listener)
  onLook = (listener: (message: Look) => void) => subscribe(this.#looks, listener)
  onHistory = (listener: (message: History) => void) => subscribe(this.#history, listener)

  /** Called at each `opened`, and at once when the connection is ready. */
  onOpened(listener: () => void): () => void {
    if (this.ready) listener()
    return subscribe(this.#opened, listener)
  }

  /** What the sidecar stores of this text, as far as it has told. */
  stored(target: Target): SavedText | null {
    return this.#texts.get(keyOf(target)) ?? null
  }

  /** Oldest first. */
  attempts(exercise: string): Attempt[] {
    return this.#attempts.get(exercise) ?? []
  }

  close(): void {
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #connect(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { tier, reason } = this.#connection.value
    this.#connection.value = { state: 'connecting', tier, reason }
    const socket = this.#options.openSocket()
    this.#socket = socket
    socket.onopen = () => {
      const { lesson, locale } = this.#options
      const known = { session: this.#session ?? '', seq: this.#seq, connection: this.name }
      const resume = this.#session === null ? {} : { resume: known }
      socket.send(JSON.stringify({ type: 'open', lesson, locale, ...resume } satisfies ClientMessage))
    }
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#take(JSON.parse(String(data)) as ServerMessage)
    }
    // A socket that cannot be opened fires `error` and then `close`.
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost()
    }
  }

  #lost(): void {
    this.#socket = null
    const { backoffMs, jitter } = BRIDGE_LIMITS
    const base = backoffMs[Math.min(this.#tries, backoffMs.length - 1)]!
    const wait = base * (1 + jitter * (this.#options.random ?? Math.random)())
    this.#tries += 1
    const { tier, reason } = this.#connection.value
    this.#connection.value = {
      state: 'offline',
      tier,
      reason,
      retryAt: steadyNow() + wait,
      never: this.#session === null,
    }
    this.#timer = setTimeout(() => this.#connect(), wait)
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case 'opened':
        this.#takeOpened(message)
        return
      case 'event':
        if (message.seq <= this.#seq && message.seq > this.#snapshot) return
        this.#seq = Math.max(this.#seq, message.seq)
        this.#takeEvent(message.event)
        return
      case 'history':
        tell(this.#history, message)
        return
      case 'refused':
        tell(this.#refused, message)
        return
      case 'sockets':
      case 'tables':
        tell(this.#looks, message)
        return
      default:
        // Nobody here asks for it; and a newer sidecar may say more: the page goes on without.
        message satisfies Extract<ServerMessage, { type: 'attemptFiles' | 'leaving' }>
    }
  }

  #takeOpened(message: Opened): void {
    const { session, connection, resumed, tier, reason, kernel, node, texts, attempts } = message
    this.name = connection
    this.#session = session
    this.#tries = 0
    this.#snapshot = 0
    if (!resumed) {
      // What follows at once is a picture of now, with the numbers under which it was told first.
      this.#seq = message.seq
      this.#snapshot = message.seq
      this.#unheard.clear()
      this.#texts.clear()
      this.#attempts.clear()
      for (const [lab, listener] of this.#labs) listener({ type: 'forget', lab })
    }
    for (const text of texts) this.#texts.set(keyOf(text.target), text)
    if (!resumed) for (const attempt of attempts) this.#addAttempt(attempt)
    this.#connection.value = { state: 'ready', tier, reason, kernel, node }
    tell(this.#opened, message)
  }

  #takeEvent(event: SessionEvent): void {
    if (event.type === 'saved') {
      this.#texts.set(keyOf(event.saved.target), event.saved)
      for (const listener of [...this.#saved]) listener(event.saved, event.by)
    } else if (event.type === 'graded') {
      this.#addAttempt(event.attempt)
      this.#exercises.get(event.attempt.exercise)?.(event)
    } else if (event.type === 'problem') {
      if (event.exercise !== undefined) this.#exercises.get(event.exercise)?.(event)
      if (event.lab !== undefined) this.#toLab(event.lab, event)
    } else if ('exercise' in event) {
      this.#exercises.get(event.exercise)?.(event)
    } else {
      this.#toLab(event.lab, event)
    }
  }

  #toLab(lab: string, event: LabEvent): void {
    const listener = this.#labs.get(lab)
    if (listener) {
      listener(event)
      return
    }
    const fresh = event.type === 'cleared' || (event.type === 'runStarted' && event.run !== this.#runOf(lab))
    this.#unheard.set(lab, [...(fresh ? [] : (this.#unheard.get(lab) ?? [])), event])
  }

  #runOf(lab: string): number | undefined {
    return this.#unheard.get(lab)?.findLast((event) => event.type === 'runStarted')?.run
  }

  #addAttempt(attempt: Attempt): void {
    const known = this.attempts(attempt.exercise)
    if (known.some(({ at }) => at === attempt.at)) return
    this.#attempts.set(attempt.exercise, [...known, attempt])
  }
}

let page: BridgeClient | null = null

/** The one bridge of this page. Browser only. */
export function bridge(): BridgeClient {
  if (page) return page
  const lesson = lessonOfPage()
  const locale = document.documentElement.lang.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en'
  const client = new BridgeClient({ lesson, locale, openSocket: () => socketTo(`/ws/lab${location.search}`) })
  client.connection.subscribe(({ state, tier, reason }) => {
    document.dispatchEvent(new CustomEvent('wirebook:status', { detail: { state, tier, reason } }))
  })
  addEventListener('online', () => client.retryNow())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') client.retryNow()
  })
  // Pages of a static export have no sidecar to look for.
  if (!isStatic()) client.start()
  page = client
  return client
}

/** A socket to one of the sidecar's paths. Browser only. */
export function socketTo(path: string): Socket {
  const url = new URL(path, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url)
}

/** `<unit>/<lesson>`: said by an element with data-lesson, otherwise the end of the address. */
function lessonOfPage(): string {
  const said = document.querySelector<HTMLElement>('article[data-lesson]')?.dataset.lesson
  return said ?? location.pathname.split('/').filter(Boolean).slice(-2).join('/')
}

export function keyOf({ kind, id, file }: Target): string {
  return `${kind}:${id}/${file}`
}

function subscribe<T>(set: Set<T>, listener: T): () => void {
  set.add(listener)
  return () => set.delete(listener)
}

function tell<T>(listeners: Set<(message: T) => void>, message: T): void {
  for (const listener of [...listeners]) listener(message)
}
