/** A learner over the protocol, signed in, whose lab lives: presses Run, and is told how long its first packet took. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage } from '../../src/protocol/messages.ts'

export const LESSON = 'tcp/handshake'
export const LAB = 'tcp/handshake-1'

export class Learner {
  readonly #ws: WebSocket
  /** What went wrong, a line each. */
  readonly errors: string[] = []
  #run = 0
  #began = 0
  /** Events since Run, for what is told of one that failed. */
  #heard: string[] = []
  #told: ((ms: number) => void) | null = null

  private constructor(ws: WebSocket) {
    this.#ws = ws
    ws.on('error', (error) => this.errors.push(String(error)))
    ws.on('message', (data) => this.#hear(JSON.parse(String(data)) as ServerMessage))
  }

  static async open(url: string, token: string): Promise<Learner> {
    const { origin } = new URL(url)
    const ws = new WebSocket(new URL('/ws/lab', url.replace('http', 'ws')), {
      origin,
      headers: { Cookie: `wirebook=${token}` },
    })
    const learner = new Learner(ws)
    ws.on('close', (code) => {
      if (code !== 1005) learner.errors.push(`closed with ${code}`)
    })
    await once(ws, 'open')
    learner.#send({ type: 'open', lesson: LESSON, locale: 'en' })
    return learner
  }

  /** From Run to the first packet of that run, ms. Rejects when none came within the time. */
  run(withinMs: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const timer = setTimeout(() => {
      this.errors.push(`no packet for ${withinMs} ms; heard since: ${this.#heard.join(' ') || 'nothing'}`)
      reject(new Error('LATE'))
    }, withinMs)
    this.#told = (ms) => {
      clearTimeout(timer)
      this.#told = null
      resolve(ms)
    }
    this.#began = performance.now()
    this.#run = -1
    this.#heard = []
    this.#send({ type: 'run', lab: LAB })
    return promise
  }

  async close(): Promise<void> {
    const closed = once(this.#ws, 'close')
    this.#ws.close()
    await closed
  }

  #hear(message: ServerMessage): void {
    if (message.type === 'refused') this.errors.push(`${message.code}: ${message.message}`)
    if (message.type !== 'event') return
    const { event } = message
    this.#heard.push(event.type === 'program' ? `${event.program}:${event.state.state}` : event.type)
    if (event.type === 'problem') this.errors.push(`${event.code}: ${event.message}`)
    // Those of the run before may still come in.
    if (event.type === 'runStarted') this.#run = event.run
    if (event.type === 'packets' && event.run === this.#run && event.packets.length > 0)
      this.#told?.(performance.now() - this.#began)
  }

  #send(message: ClientMessage): void {
    this.#ws.send(JSON.stringify(message))
  }
}
