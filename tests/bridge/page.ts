/** A page as the bridge sees it: one WebSocket that speaks the protocol and remembers what it heard. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage, SessionEvent } from '../../src/protocol/messages.ts'

export type Opened = Extract<ServerMessage, { type: 'opened' }>
export type Numbered = Extract<ServerMessage, { type: 'event' }>

export class Page {
  readonly heard: ServerMessage[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  readonly ws: WebSocket
  #wake = () => {}

  private constructor(ws: WebSocket) {
    this.ws = ws
    ws.on('message', (data) => {
      this.heard.push(JSON.parse(data.toString()) as ServerMessage)
      this.#wake()
    })
    ws.on('error', () => {})
    this.closed = new Promise((resolve) =>
      ws.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() })
        this.#wake()
      }),
    )
  }

  static async connect(url: string, path = '/ws/lab', headers: Record<string, string> = {}): Promise<Page> {
    const { origin } = new URL(url)
    const page = new Page(new WebSocket(new URL(path, url.replace('http', 'ws')), { origin, headers }))
    await once(page.ws, 'open')
    return page
  }

  /** Connects and opens the lesson. */
  static async open(
    url: string,
    lesson = 'tcp/handshake',
    resume?: ResumeOf,
    headers?: Record<string, string>,
  ): Promise<Page> {
    const page = await Page.connect(url, '/ws/lab', headers)
    page.say({ type: 'open', lesson, locale: 'en', ...(resume && { resume }) })
    await page.until((message) => message.type === 'opened')
    return page
  }

  say(message: ClientMessage): void {
    this.ws.send(JSON.stringify(message))
  }

  get opened(): Opened {
    return this.heard.find((message) => message.type === 'opened')!
  }

  get events(): SessionEvent[] {
    return this.numbered.map(({ event }) => event)
  }

  get numbered(): Numbered[] {
    return this.heard.filter((message) => message.type === 'event')
  }

  /** What the page would send to go on after a lost connection. */
  get resume(): NonNullable<ResumeOf> {
    const { session, connection, seq } = this.opened
    return { session, connection, seq: this.numbered.at(-1)?.seq ?? seq }
  }

  /** The first message, heard already or still to come, that fits. Rejects when the connection ends or time is up. */
  async until<T extends ServerMessage>(fits: (message: ServerMessage) => message is T, within?: number): Promise<T>
  async until(fits: (message: ServerMessage) => boolean, within?: number): Promise<ServerMessage>
  async until(fits: (message: ServerMessage) => boolean, within = 30_000): Promise<ServerMessage> {
    const deadline = performance.now() + within
    for (;;) {
      const found = this.heard.find(fits)
      if (found) return found
      const left = deadline - performance.now()
      const last = JSON.stringify(this.heard.slice(-3)).slice(0, 600)
      if (left <= 0 || this.ws.readyState === WebSocket.CLOSED)
        throw new Error(`${left <= 0 ? 'time is up' : 'closed'}; last heard: ${last}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  /** The first event of this type, of this program if one is named, that fits. */
  async event<T extends SessionEvent['type']>(
    type: T,
    fits: (event: Extract<SessionEvent, { type: T }>) => boolean = () => true,
    within?: number,
  ): Promise<Extract<SessionEvent, { type: T }>> {
    type Wanted = Extract<SessionEvent, { type: T }>
    const message = await this.until(
      (one) => one.type === 'event' && one.event.type === type && fits(one.event as Wanted),
      within,
    )
    return (message as Numbered).event as Wanted
  }

  async refused(code: string): Promise<Extract<ServerMessage, { type: 'refused' }>> {
    const message = await this.until((one) => one.type === 'refused' && one.code === code)
    return message as Extract<ServerMessage, { type: 'refused' }>
  }

  /** As a laptop lid does it: the other side is told nothing. */
  drop(): void {
    this.ws.terminate()
  }
}

type ResumeOf = Extract<ClientMessage, { type: 'open' }>['resume']
