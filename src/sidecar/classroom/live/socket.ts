/** The WebSockets at /ws/class: one a page. Who may watch is asked again at every ping, so that a role taken away ends it. */
import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import {
  CLASS_PATH,
  type ClassEvent,
  LiveClientMessage,
  type LiveServerMessage,
} from '../../../protocol/classroom/live.ts'
import type { NetworkTold } from '../../../protocol/classroom/network.ts'
import { parseJson } from '../../../protocol/json.ts'
import type { SocketPath } from '../../bridge/bridge.ts'
import { Bucket } from '../../bridge/bucket.ts'
import { CLOSE } from '../../bridge/limits.ts'
import type { Log } from '../classroom.ts'
import type { Me } from '../http/route.ts'
import type { ClassNetworks } from '../network/networks.ts'
import type { Bus } from './bus.ts'
import { heardBy } from './hears.ts'

export const LIVE_LIMITS = {
  connections: 4_000,
  payloadBytes: 4_096,
  messagesPerSecond: 2,
  messagesAtOnce: 20,
  /** Between two pings, and two looks at who may watch, ms. */
  pingEveryMs: 20_000,
  /** Left unread by a page before it is let go, bytes; it comes back with the number of the last event it heard. */
  unreadBytes: 4 << 20,
}
export type LiveLimits = typeof LIVE_LIMITS

export type LiveOptions = {
  bus: Bus
  /** What else a page may watch of its cohort. */
  networks?: Pick<ClassNetworks, 'watch'>
  log: Log
  /** Null: not signed in, or not any more. */
  identify(request: IncomingMessage): Promise<Me | null>
  limits?: Partial<LiveLimits>
}

export type LivePath = SocketPath & { signOut(person: string): void }

/** For attachBridge, which lets in whom our own pages send. */
export function livePath({ bus, networks, log, identify, limits: given }: LiveOptions): LivePath {
  const limits = { ...LIVE_LIMITS, ...given }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.payloadBytes, clientTracking: true })
  const watches = new Map<WebSocket, Watch>()
  const pinging = setInterval(() => {
    for (const watch of watches.values()) watch.check()
  }, limits.pingEveryMs)
  pinging.unref()
  return {
    path: CLASS_PATH,
    full: () => sockets.clients.size >= limits.connections,
    accept: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (ws) => {
        watches.set(ws, new Watch(ws, { bus, networks, log, limits, identify: () => identify(request) }))
        ws.on('close', () => watches.delete(ws))
      }),
    signOut(person) {
      for (const watch of watches.values()) watch.signOut(person)
    },
    leave(withinMs) {
      for (const watch of watches.values()) watch.tell({ type: 'leaving', withinMs })
    },
    close: () => {
      clearInterval(pinging)
      for (const ws of sockets.clients) ws.close(CLOSE.goingAway, 'CLOSING')
      sockets.close()
    },
  }
}

type Around = {
  bus: Bus
  networks: LiveOptions['networks']
  log: Log
  limits: LiveLimits
  identify(): Promise<Me | null>
}

class Watch {
  readonly #ws: WebSocket
  readonly #around: Around
  readonly #bucket: Bucket
  #cohort: string | null = null
  #me: Me | null = null
  #end: (() => void) | null = null
  /** Ends the telling of the class network. */
  #endNetwork: (() => void) | null = null
  #alive = true
  /** Messages are taken one after another. */
  #turn: Promise<void> = Promise.resolve()

  constructor(ws: WebSocket, around: Around) {
    this.#ws = ws
    this.#around = around
    const { messagesPerSecond, messagesAtOnce } = around.limits
    this.#bucket = new Bucket(messagesPerSecond, messagesAtOnce, performance.now())
    ws.on('pong', () => {
      this.#alive = true
    })
    ws.on('error', () => {}) // 'close' follows
    ws.on('close', () => this.#leave())
    ws.on('message', (data, isBinary) => {
      if (!this.#bucket.take(performance.now())) return this.#refuse('TOO_MANY', 'too many messages')
      const parsed = isBinary ? null : LiveClientMessage.safeParse(jsonOf(data.toString()))
      if (!parsed?.success) return this.#refuse('MESSAGE_MALFORMED', 'no message of this path')
      const message = parsed.data
      this.#turn = this.#turn.then(() => this.#take(message)).catch((error: unknown) => this.#failed(error))
    })
  }

  /** Ends it when the other side has silently gone, has signed out, or is no longer a member. */
  check(): void {
    if (!this.#alive) {
      this.#ws.terminate()
      return
    }
    this.#alive = false
    this.#ws.ping()
    if (this.#cohort === null) return
    this.#around.identify().then(
      (me) => {
        const role = me?.roles.get(this.#cohort ?? '')
        if (me === null || role === undefined) this.#ws.close(CLOSE.refused, 'SIGN_IN')
        // What is told of the network goes by the role: the page comes back with the one it has now.
        else if (this.#endNetwork && role !== this.#me?.roles.get(this.#cohort ?? ''))
          this.#ws.close(CLOSE.goingAway, 'ROLE_CHANGED')
        else this.#me = me
      },
      (error: unknown) => this.#around.log.warn({ err: String(error) }, 'could not look up who watches'),
    )
  }

  /** Ends it when it is this person's: other browsers of theirs come back by themselves. */
  signOut(person: string): void {
    if (this.#me?.id === person) this.#ws.close(CLOSE.refused, 'SIGN_IN')
  }

  tell(message: LiveServerMessage): void {
    this.#send(message)
  }

  async #take(message: LiveClientMessage): Promise<void> {
    if (message.type === 'watch') return this.#watch(message.cohort, message.after)
    const cohort = this.#cohort
    if (cohort === null || this.#me === null) return this.#refuse('COHORT_UNKNOWN', 'watch a cohort first')
    this.#endNetwork?.()
    const send = (told: NetworkTold) => this.#send({ ...told, cohort })
    this.#endNetwork = this.#around.networks?.watch(cohort, this.#me, message.since ?? null, send) ?? null
    if (this.#endNetwork === null) send({ type: 'network', network: { open: false, possible: false } })
    else if (this.#ws.readyState !== this.#ws.OPEN) this.#leave()
  }

  async #watch(cohort: string, after: number | undefined): Promise<void> {
    this.#leave()
    this.#me = await this.#around.identify()
    const role = this.#me?.roles.get(cohort)
    if (this.#me === null) return this.#refuse('SIGN_IN', 'sign in first')
    if (role === undefined) return this.#refuse('COHORT_UNKNOWN', 'no such cohort')
    this.#cohort = cohort
    this.#send({ type: 'watching', cohort, role })
    const end = await this.#around.bus.subscribe(
      `cohort:${cohort}`,
      ({ seq, at, body }) => {
        const now = this.#me?.roles.get(cohort)
        const event = this.#me && now ? heardBy(body as ClassEvent, this.#me.id, now) : null
        if (event) this.#send({ type: 'event', cohort, seq, at, event })
      },
      after,
    )
    if (this.#ws.readyState === this.#ws.OPEN) this.#end = end
    else end()
  }

  #leave(): void {
    this.#endNetwork?.()
    this.#endNetwork = null
    this.#end?.()
    this.#end = null
    this.#cohort = null
  }

  #send(message: LiveServerMessage): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return
    if (this.#ws.bufferedAmount > this.#around.limits.unreadBytes) this.#ws.close(CLOSE.tooSlow, 'TOO_SLOW')
    else this.#ws.send(JSON.stringify(message))
  }

  #refuse(code: Extract<LiveServerMessage, { type: 'refused' }>['code'], message: string): void {
    this.#send({ type: 'refused', code, message })
    if (code !== 'MESSAGE_MALFORMED') this.#ws.close(CLOSE.refused, code)
  }

  #failed(error: unknown): void {
    this.#around.log.error({ err: String(error) }, 'watching a cohort failed')
    this.#ws.close(CLOSE.ourFault, 'WATCH_FAILED')
  }
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
