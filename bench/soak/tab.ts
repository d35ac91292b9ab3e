/** A reader's end of the bridge, which may go away without a word and come back where it was. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage, SessionEvent, Target } from '../../src/protocol/messages.ts'

/** For whatever a busy machine may take, ms. */
const PATIENCE_MS = 60_000
/** What a message meets that came a moment too late or too early. */
const EXPECTED = new Set(['NOT_RUNNING', 'TOO_MANY'])

/** Where a connection that comes back goes on. */
type Place = { session: string; seq: number; connection: string }

type Waiting = { hears(message: ServerMessage): void; gone(): void }

export class Tab {
  readonly #ws: WebSocket
  readonly #waiting = new Set<Waiting>()
  /** Of each text the latest that is known. */
  readonly #revisions: Map<string, number>
  readonly #complain: (what: string) => void
  #place: Place = { session: '', seq: 0, connection: '' }
  /** Events up to this one happened before it was here. */
  #past = 0
  /** Only what it had missed was told again. */
  resumed = false

  private constructor(ws: WebSocket, complain: (what: string) => void, earlier?: Tab) {
    this.#ws = ws
    this.#revisions = earlier ? earlier.#revisions : new Map()
    this.#complain = complain
    ws.on('message', (data) => this.#heard(JSON.parse(data.toString()) as ServerMessage))
    ws.on('error', () => {})
    ws.on('close', () => {
      for (const { gone } of this.#waiting) gone()
    })
  }

  /** `earlier`: one that was dropped, where this one goes on. `complain` is told of problems, and of refusals that nothing explains. */
  static async open(url: string, lesson: string, complain: (what: string) => void, earlier?: Tab): Promise<Tab> {
    const ws = new WebSocket(new URL('/ws/lab', url.replace('http', 'ws')), { origin: new URL(url).origin })
    await once(ws, 'open')
    const tab = new Tab(ws, complain, earlier)
    const opened = tab.until((message) => message.type === 'opened' || undefined, `the session of ${lesson}`)
    tab.say({ type: 'open', lesson, locale: 'en', ...(earlier && { resume: earlier.#place }) })
    await opened
    return tab
  }

  say(message: ClientMessage): void {
    this.#ws.send(JSON.stringify(message))
  }

  /** Something that happens from now on. Rejects when it does not, within a minute. */
  event(fits: (event: SessionEvent) => boolean, what: string): Promise<unknown> {
    return this.until((message) => (this.#isNew(message) && fits(message.event)) || undefined, what)
  }

  /** A run of a lab that is about to be asked for. */
  run(lab: string): { begun: Promise<unknown>; ended: Promise<unknown> } {
    let run = 0
    const begun = this.event((event) => {
      if (event.type === 'runStarted' && event.lab === lab) run = event.run
      return run > 0
    }, `${lab} to begin`)
    const over = (event: SessionEvent) => event.type === 'runEnded' && event.lab === lab && event.run === run
    const ended = this.event(over, `${lab} to end`)
    // Who goes away in the middle of it never hears of its end.
    ended.catch(() => {})
    return { begun, ended }
  }

  /** What `pick` makes of the first message from now on of which it makes something. */
  until<T>(pick: (message: ServerMessage) => T | undefined, what: string): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const settle = (end: () => void) => {
      clearTimeout(late)
      this.#waiting.delete(waiting)
      end()
    }
    const waiting: Waiting = {
      hears(message) {
        const picked = pick(message)
        if (picked !== undefined) settle(() => resolve(picked))
      },
      gone: () => settle(() => reject(new Error(`the connection ended, waiting for ${what}`))),
    }
    const tooLate = () => settle(() => reject(new Error(`${what} did not come within ${PATIENCE_MS / 1_000} s`)))
    const late = setTimeout(tooLate, PATIENCE_MS)
    this.#waiting.add(waiting)
    return promise
  }

  /** Puts a text in the place of what is there; resolves when it is stored. */
  async edit(target: Target, words: string): Promise<void> {
    // A text that is there already is nothing new.
    const text = `${words}// ${randomUUID()}\n`
    const saved = this.event(
      (event) => event.type === 'saved' && keyOf(event.saved.target) === keyOf(target) && event.saved.text === text,
      `${target.file} to be saved`,
    )
    this.say({ type: 'edit', target, text, base: this.#revisions.get(keyOf(target)) ?? 0 })
    await saved
  }

  /** As when a lid is shut: nobody is told. */
  drop(): void {
    this.#ws.terminate()
  }

  async close(): Promise<void> {
    if (this.#ws.readyState === WebSocket.CLOSED) return
    const closed = once(this.#ws, 'close')
    this.#ws.close()
    await closed
  }

  #isNew(message: ServerMessage): message is Extract<ServerMessage, { type: 'event' }> {
    return message.type === 'event' && message.seq > this.#past
  }

  #heard(message: ServerMessage): void {
    if (message.type === 'opened') {
      const { session, seq, connection, resumed, texts } = message
      this.#place = { session, seq, connection }
      this.#past = seq
      this.resumed = resumed
      for (const { target, revision } of texts) this.#revisions.set(keyOf(target), revision)
    } else if (message.type === 'event') {
      this.#place.seq = Math.max(this.#place.seq, message.seq)
      const { event } = message
      if (event.type === 'saved') this.#revisions.set(keyOf(event.saved.target), event.saved.revision)
      if (event.type === 'problem') this.#complain(`${event.code}: ${event.message}`)
    } else if (message.type === 'refused' && !EXPECTED.has(message.code)) {
      this.#complain(`${message.code} (${message.of ?? 'a message'}): ${message.message}`)
    }
    for (const { hears } of this.#waiting) hears(message)
  }
}

const keyOf = ({ kind, id, file }: Target): string => `${kind} ${id} ${file}`
