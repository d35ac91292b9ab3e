/**
 * One WebSocket and the session it belongs to:
 *
 *     new ──open──► opening ──(session found)──► open ──close──► closed
 *      └──(nothing for openWithinMs, or anything but open)──────────┘
 */
import type { RawData, WebSocket } from 'ws'
import {
  type ClientMessage,
  type ParseResult,
  parseClientMessage,
  type RefusalCode,
  type ServerMessage,
} from '../../protocol/messages.ts'
import type { Person } from '../person.ts'
import { problemOf } from '../session/problem.ts'
import type { Opened, Sessions, Unopened } from '../session/sessions.ts'
import type { OpenMessage, SessionMessage } from '../session/state.ts'
import { Bucket } from './bucket.ts'
import { type BridgeLimits, CLOSE } from './limits.ts'
import type { Stay, Visiting } from './visiting.ts'

export class Connection {
  readonly person: Person
  readonly #ws: WebSocket
  readonly #sessions: Sessions
  readonly #limits: BridgeLimits
  /** Null: one's own labs. */
  readonly #visiting: Visiting | null
  readonly #bucket: Bucket
  readonly #openTimer: NodeJS.Timeout
  #session: Opened | null = null
  /** Messages that came while the session is being opened; null before `open` and afterwards. */
  #early: SessionMessage[] | null = null
  #stay: Stay | null = null
  #refusals = 0
  /** Bytes of the opening snapshot or replay that the other side may take its time to read. */
  #allowance = Number.POSITIVE_INFINITY
  #alive = true

  constructor(ws: WebSocket, sessions: Sessions, person: Person, limits: BridgeLimits, visiting?: Visiting) {
    this.person = person
    this.#ws = ws
    this.#sessions = sessions
    this.#limits = limits
    this.#visiting = visiting ?? null
    this.#bucket = new Bucket(limits.messagesPerSecond, limits.messagesAtOnce, performance.now())
    this.#openTimer = setTimeout(() => this.#refuse('NOT_OPEN', 'a connection begins with open'), limits.openWithinMs)
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary))
    ws.on('pong', () => {
      this.#alive = true
    })
    ws.on('error', () => {}) // 'close' follows
    ws.on('close', () => {
      clearTimeout(this.#openTimer)
      this.#session?.leave()
      this.#session = null
      this.#stay?.end()
      this.#stay = null
    })
  }

  /** Ends a connection whose other side has silently gone. */
  ping(): void {
    if (this.#alive) this.#ws.ping()
    else this.#ws.terminate()
    this.#alive = false
  }

  close(code: number, reason: string): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    this.#ws.close(code, reason)
    setTimeout(() => this.#ws.terminate(), this.#limits.closeWithinMs).unref()
  }

  /** Never blocks and never throws. Whoever does not read is let go; what it missed is still in the session's buffer. */
  send(text: string): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    if (this.#ws.bufferedAmount > this.#limits.unreadBytes + this.#allowance) this.close(CLOSE.tooSlow, 'TOO_SLOW')
    else this.#ws.send(text)
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    const parsed = this.#parse(data, isBinary)
    if (parsed.ok) {
      this.#refusals = 0
      this.#take(parsed.message)
    } else this.#refuse(parsed.code, parsed.message)
  }

  /** Those over the rate are not even read. */
  #parse(data: RawData, isBinary: boolean): ParseResult {
    if (!this.#bucket.take(performance.now())) {
      const message = `more than ${this.#limits.messagesPerSecond} messages a second`
      return { ok: false, code: 'TOO_MANY', message }
    }
    if (isBinary) return { ok: false, code: 'MESSAGE_MALFORMED', message: 'messages are JSON text, not binary' }
    return parseClientMessage(data.toString())
  }

  #take(message: ClientMessage): void {
    const waiting = this.#early !== null
    if (message.type === 'open') {
      if (this.#session || waiting) this.#refuse('ALREADY_OPEN', 'this connection is open already', 'open')
      else this.#open(message).catch((error: unknown) => this.close(CLOSE.ourFault, problemOf(error).code))
    } else if (this.#session) this.#session.receive(message)
    else if (!waiting) this.#refuse('NOT_OPEN', 'a connection begins with open', message.type)
    else if (this.#early!.length < this.#limits.early) this.#early!.push(message)
    else this.#refuse('TOO_MANY', 'the session is being opened; wait for opened', message.type)
  }

  async #open(message: OpenMessage): Promise<void> {
    clearTimeout(this.#openTimer)
    this.#early = []
    const opened = await this.#enter(message)
    const early = this.#early
    this.#early = null
    this.#allowance = this.#ws.bufferedAmount
    if ('refused' in opened) return this.#refuse(opened.refused, opened.message, 'open')
    if (this.#ws.readyState !== this.#ws.OPEN) return opened.leave()
    this.#session = opened
    for (const one of early) opened.receive(one)
  }

  /** What a guest is shown was noted, and told to whose it is, before. */
  async #enter(message: OpenMessage): Promise<Opened | Unopened> {
    if (this.#visiting === null) return this.#sessions.open(this, this.person, message)
    const { host, guest, begin } = this.#visiting
    const { lesson } = message
    if (this.#sessions.has(host, lesson)) {
      const stay = await begin(lesson, () => this.close(CLOSE.refused, 'NOT_ALLOWED'))
      if (this.#ws.readyState === this.#ws.OPEN) this.#stay = stay
      else stay.end()
    }
    return this.#sessions.visit(this, host, message, guest, () => this.close(CLOSE.refused, 'NOT_HERE'))
  }

  #refuse(code: RefusalCode, message: string, of?: string): void {
    this.send(JSON.stringify({ type: 'refused', code, message, ...(of && { of }) } satisfies ServerMessage))
    this.#refusals += 1
    if (code === 'MESSAGE_TOO_LARGE') this.close(CLOSE.tooLarge, code)
    else if (code === 'NOT_OPEN') this.close(CLOSE.notOpen, code)
    // The page comes back in a while, and looks again.
    else if (code === 'NOT_HERE') this.close(CLOSE.refused, code)
    else if (this.#refusals > this.#limits.refusals) this.close(CLOSE.refused, 'TOO_MANY')
  }
}
