/** A class served on loopback with real labs, its people over HTTP, and their pages as sockets. */
import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage } from '../../../src/protocol/messages.ts'
import type { Serving } from '../../../src/sidecar/serve.ts'

export const PASSPHRASE = 'blue horses over Weimar'

export type Member = {
  cookie: string
  ask<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<{ status: number; json: T }>
}

/** As a page of ours asks; `cookie` empty: nobody is signed in. */
export function member(url: string, cookie: string): Member {
  const { origin } = new URL(url)
  return {
    cookie,
    async ask(method, path, body) {
      const answer = await fetch(new URL(`/api/class/${path}`, url), {
        method,
        headers: { origin, cookie, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      })
      return { status: answer.status, json: (await answer.json()) as never }
    },
  }
}

/** Makes an account by a route that signs in. */
export async function enter(url: string, path: 'start' | 'join' | 'link' | 'sign-in', body: object): Promise<Member> {
  const { origin } = new URL(url)
  const headers = { origin, 'content-type': 'application/json' }
  const answer = await fetch(new URL(`/api/class/${path}`, url), {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return member(url, answer.headers.get('set-cookie')!.split(';')[0]!)
}

/** One page's end of /ws/lab. */
export class Page {
  readonly heard: ServerMessage[] = []
  readonly #ws: WebSocket
  readonly closed: Promise<string>
  #wake = () => {}

  private constructor(ws: WebSocket) {
    this.#ws = ws
    ws.on('error', () => {})
    ws.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)) as ServerMessage)
      this.#wake()
    })
    this.closed = new Promise((resolve) => ws.on('close', (_, reason) => resolve(String(reason))))
  }

  /** The status of the upgrade, when it was refused. */
  static open(serving: Pick<Serving, 'url'>, { cookie }: Member, lesson: string, search = ''): Promise<Page | number> {
    const { origin } = new URL(serving.url)
    const ws = new WebSocket(new URL(`/ws/lab${search}`, serving.url.replace('http', 'ws')), {
      headers: { origin, cookie },
    })
    const page = new Page(ws)
    return new Promise((resolve) => {
      ws.on('unexpected-response', (_, answer) => resolve(answer.statusCode!))
      ws.on('open', () => {
        page.send({ type: 'open', lesson, locale: 'en' })
        resolve(page)
      })
    })
  }

  send(message: ClientMessage): void {
    this.#ws.send(JSON.stringify(message))
  }

  /** The first message that is so, of those heard and to come. Give it a bound by the test's own. */
  async until<T extends ServerMessage>(is: (message: ServerMessage) => message is T): Promise<T>
  async until(is: (message: ServerMessage) => boolean): Promise<ServerMessage>
  async until(is: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    for (;;) {
      const found = this.heard.find(is)
      if (found) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Revision of a text, as far as it was told. */
  head({ id, file }: { id: string; file: string }): number {
    const told = this.heard.flatMap((message) =>
      message.type === 'opened'
        ? message.texts
        : message.type === 'event' && message.event.type === 'saved'
          ? [message.event.saved]
          : [],
    )
    return told.findLast(({ target }) => target.id === id && target.file === file)?.revision ?? 0
  }

  event(type: string, more: (event: Record<string, unknown>) => boolean = () => true): Promise<ServerMessage> {
    return this.until(
      (message) => message.type === 'event' && message.event.type === type && more(message.event as never),
    )
  }

  /** The first verdict that is told. */
  async graded() {
    const message = await this.until((one) => one.type === 'event' && one.event.type === 'graded')
    if (message.type !== 'event' || message.event.type !== 'graded') throw new Error('no verdict')
    return message.event
  }

  close(): Promise<string> {
    this.#ws.close()
    return this.closed
  }
}
