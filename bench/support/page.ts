/** The browser's end of the bridge: one WebSocket whose session events are looked at as they come. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage, SessionEvent } from '../../src/protocol/messages.ts'
import { LESSON } from './lab.ts'

/** An answer that has not come by then never will, ms. */
const ANSWER_MS = 60_000

export class Page {
  readonly #ws: WebSocket
  readonly #listeners = new Set<(message: ServerMessage) => void>()

  private constructor(ws: WebSocket) {
    this.#ws = ws
    ws.on('message', (data) => {
      const message = JSON.parse(data.toString()) as ServerMessage
      for (const listener of this.#listeners) listener(message)
    })
  }

  /** Connects and opens the lesson. */
  static async open(url: string, lesson = LESSON): Promise<Page> {
    const ws = new WebSocket(new URL('/ws/lab', url.replace('http', 'ws')), { origin: new URL(url).origin })
    await once(ws, 'open')
    const page = new Page(ws)
    const opened = page.#next((message) => (message.type === 'opened' ? message : undefined), 'the session')
    page.say({ type: 'open', lesson, locale: 'en' })
    await opened
    return page
  }

  say(message: ClientMessage): void {
    this.#ws.send(JSON.stringify(message))
  }

  /** The first event from now on that fits. Rejects when the sidecar tells of a problem instead. */
  next<T extends SessionEvent['type']>(
    type: T,
    fits: (event: Extract<SessionEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<SessionEvent, { type: T }>> {
    type Wanted = Extract<SessionEvent, { type: T }>
    return this.#next((message) => {
      if (message.type === 'refused') throw new Error(`${message.code}: ${message.message}`)
      if (message.type !== 'event') return undefined
      const { event } = message
      if (event.type === 'problem') throw new Error(`${event.code}: ${event.message}`)
      return event.type === type && fits(event as Wanted) ? (event as Wanted) : undefined
    }, `an event "${type}"`)
  }

  /** Calls for each event from now on; gives what ends that. */
  listen(hear: (event: SessionEvent) => void): () => void {
    const listener = (message: ServerMessage) => {
      if (message.type === 'event') hear(message.event)
    }
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    const closed = once(this.#ws, 'close')
    this.#ws.close()
    await closed
  }

  /** `pick` gives undefined to go on waiting, and throws to give up. */
  #next<T>(pick: (message: ServerMessage) => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(late)
        this.#listeners.delete(listener)
        end()
      }
      const listener = (message: ServerMessage) => {
        try {
          const picked = pick(message)
          if (picked !== undefined) settle(() => resolve(picked))
        } catch (error) {
          settle(() => reject(error))
        }
      }
      const giveUp = () => reject(new Error(`${what} did not come within ${ANSWER_MS / 1000} s`))
      const late = setTimeout(() => settle(giveUp), ANSWER_MS)
      this.#listeners.add(listener)
    })
  }
}
