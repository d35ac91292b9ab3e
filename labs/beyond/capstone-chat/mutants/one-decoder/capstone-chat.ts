import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** The key of the HMAC, as text in UTF-8. */
  SECRET: string
  /** The response must be whole within this time. Default 5,000. */
  LOGIN_MS?: number
  /** Without a whole message for this long a client is pinged; for twice as long, cut. Default 5,000. */
  BEAT_MS?: number
  /** Connections at once. Default 200. */
  MAX_CLIENTS?: number
}

type Request =
  | { type: 'login'; name: string }
  | { type: 'say'; text: string }
  | { type: 'dm'; to: string; text: string }
  | { type: 'who' }
  | { type: 'pong' }
  | { type: 'bye' }
type Code = 'login' | 'name' | 'nobody' | 'bad' | 'too-large'
type Message =
  | { type: 'welcome' | 'names'; names: string[] }
  | { type: 'joined' | 'left'; name: string }
  | { type: 'said' | 'dm'; from: string; text: string }
  | { type: 'error'; code: Code }
  | { type: 'ping' | 'bye' }

const PROOF = 32
const PREFIX = 4
/** Bytes of a frame's payload. */
const MAX_FRAME = 65_536
/** Bytes of a text. */
const MAX_TEXT = 1_000
/** Bytes that may wait in this program for one client. */
const MAX_QUEUE = 1 << 20
const LINGER_MS = 2_000
const GRACE_MS = 500
let kept: Buffer = Buffer.alloc(0)
const NAME = /^[A-Za-z0-9_一-龥]{1,20}$/

/** Starts the chat; resolves once it listens. `close` says bye to everybody and ends. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sessions = new Set<Session>()
  const room = new Room()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    if (sessions.size >= (env.MAX_CLIENTS ?? 200)) {
      socket.resume().end()
      socket.setTimeout(GRACE_MS, () => socket.destroy())
      return
    }
    const session = new Session(socket, room, env)
    sessions.add(session)
    socket.on('close', () => sessions.delete(session))
  })
  server.listen(env.PORT, env.HOST)
  await once(server, 'listening')
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      room.dissolve()
      for (const session of sessions) session.stop()
      const last = setTimeout(() => {
        for (const session of sessions) session.cut()
      }, GRACE_MS)
      await closed
      clearTimeout(last)
    },
  }
}

/** Who is here, by name. It knows neither frames nor sockets. */
class Room {
  readonly #members = new Map<string, Session>()

  get names(): string[] {
    return [...this.#members.keys()].sort()
  }

  find(name: string): Session | undefined {
    return this.#members.get(name)
  }

  join(name: string, session: Session): void {
    this.tell({ type: 'joined', name })
    this.#members.set(name, session)
  }

  leave(name: string): void {
    if (this.#members.delete(name)) this.tell({ type: 'left', name })
  }

  tell(message: Message, except?: Session): void {
    for (const session of this.#members.values()) if (session !== except) session.send(message)
  }

  /** Everybody goes at once: nobody is told who left. */
  dissolve(): void {
    this.#members.clear()
  }
}

/** One client: bytes → proof and frames → messages → room. */
class Session {
  #state: 'proof' | 'open' | 'ended' = 'proof'
  #name: string | null = null
  #clock: NodeJS.Timeout
  readonly #challenge = randomBytes(PROOF)
  readonly #socket: Socket
  readonly #room: Room
  readonly #env: Env

  constructor(socket: Socket, room: Room, env: Env) {
    this.#socket = socket
    this.#room = room
    this.#env = env
    this.#clock = setTimeout(() => this.cut(), env.LOGIN_MS ?? 5_000)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('end', () => this.#finish())
    socket.on('close', () => {
      this.#leave()
      clearTimeout(this.#clock)
    })
    socket.write(this.#challenge)
  }

  send(message: Message): void {
    if (this.#state === 'ended') return
    this.#socket.write(framed(message))
    if (this.#socket.writableLength > MAX_QUEUE) this.cut()
  }

  /** The server stops. Who has not proved itself hears nothing but a FIN. */
  stop(): void {
    this.#finish(this.#state === 'open' ? { type: 'bye' } : undefined)
  }

  cut(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    if (this.#state === 'ended') return
    kept = Buffer.concat([kept, chunk])
    if (this.#state === 'proof' && kept.length >= PROOF) this.#judge(this.#cutOff(PROOF))
    while (this.#state === 'open' && kept.length >= PREFIX) {
      const length = kept.readUInt32BE()
      if (length > MAX_FRAME) {
        this.#finish({ type: 'error', code: 'too-large' })
        return
      }
      if (kept.length < PREFIX + length) return
      this.#alive()
      const request = parse(this.#cutOff(PREFIX + length).subarray(PREFIX))
      if (request === null) this.#refuse('bad')
      else this.#handle(request)
    }
  }

  #cutOff(n: number): Buffer {
    const part = kept.subarray(0, n)
    kept = kept.subarray(n)
    return part
  }

  #judge(response: Buffer): void {
    const expected = createHmac('sha256', this.#env.SECRET).update(this.#challenge).digest()
    if (!timingSafeEqual(response, expected)) {
      this.#socket.write('NO\n')
      this.#finish()
      return
    }
    this.#state = 'open'
    this.#socket.write('OK\n')
    this.#alive()
  }

  /** A whole message came: both clocks of the heartbeat begin anew. */
  #alive(): void {
    const beat = this.#env.BEAT_MS ?? 5_000
    clearTimeout(this.#clock)
    this.#clock = setTimeout(() => {
      this.send({ type: 'ping' })
      this.#clock = setTimeout(() => this.cut(), beat)
    }, beat)
  }

  #handle(request: Request): void {
    if (request.type === 'pong') return
    if (request.type === 'bye') this.#finish({ type: 'bye' })
    else if (request.type === 'login') this.#login(request.name)
    else if (this.#name === null) this.#refuse('login')
    else if (request.type === 'who') this.send({ type: 'names', names: this.#room.names })
    else if (request.type === 'say') this.#room.tell({ type: 'said', from: this.#name, text: request.text }, this)
    else this.#whisper(this.#name, request)
  }

  #whisper(from: string, { to, text }: { to: string; text: string }): void {
    const receiver = this.#room.find(to)
    if (receiver === undefined) this.#refuse('nobody')
    else receiver.send({ type: 'dm', from, text })
  }

  #login(name: string): void {
    if (this.#name !== null) this.#refuse('login')
    else if (!NAME.test(name) || this.#room.find(name) !== undefined) this.#refuse('name')
    else {
      this.#room.join(name, this)
      this.#name = name
      this.send({ type: 'welcome', names: this.#room.names })
    }
  }

  #refuse(code: Code): void {
    this.send({ type: 'error', code })
  }

  #leave(): void {
    if (this.#name !== null) this.#room.leave(this.#name)
    this.#name = null
  }

  /** A last message, a FIN, and a while for the other side's; what still comes is dropped. */
  #finish(last?: Message): void {
    if (this.#state === 'ended') return
    if (last !== undefined) this.send(last)
    this.#state = 'ended'
    this.#leave()
    this.#socket.end()
    clearTimeout(this.#clock)
    this.#clock = setTimeout(() => this.cut(), LINGER_MS)
  }
}

function framed(message: Message): Buffer {
  const payload = Buffer.from(JSON.stringify(message))
  const prefix = Buffer.alloc(PREFIX)
  prefix.writeUInt32BE(payload.length)
  return Buffer.concat([prefix, payload])
}

/** The request in a payload, or null when it is none. */
function parse(payload: Uint8Array): Request | null {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { type, name, to, text } = value as Record<string, unknown>
  if (type === 'who' || type === 'pong' || type === 'bye') return { type }
  if (type === 'login' && typeof name === 'string') return { type, name }
  if (!isText(text)) return null
  if (type === 'say') return { type, text }
  if (type === 'dm' && typeof to === 'string') return { type, to, text }
  return null
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MAX_TEXT
}
