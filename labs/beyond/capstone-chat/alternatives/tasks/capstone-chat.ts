import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  SECRET: string
  LOGIN_MS?: number
  BEAT_MS?: number
  MAX_CLIENTS?: number
}
type Fields = Record<string, unknown>
type Room = Map<string, Socket>

const LIMITS = { frame: 65_536, text: 1_000, queue: 1 << 20, lingerMs: 2_000, graceMs: 500 }
const NAME = /^[\w一-龥]{1,20}$/

/** One asynchronous function for each client, and one map that they share. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const room: Room = new Map()
  const open = new Set<Socket>()
  const proved = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    if (open.size >= (env.MAX_CLIENTS ?? 200)) {
      socket.resume()
      farewell(socket)
      return
    }
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      proved.delete(socket)
    })
    const input = new Input(socket)
    void (async () => {
      if (await prove(socket, input, env)) {
        proved.add(socket)
        await converse(socket, input, room, env.BEAT_MS ?? 5_000)
      }
      farewell(socket)
      await input.drain()
    })().catch(() => socket.destroy())
  })
  server.listen(env.PORT, env.HOST)
  await once(server, 'listening')
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      room.clear()
      for (const socket of open) {
        if (proved.has(socket)) send(socket, { type: 'bye' })
        socket.end()
      }
      const last = setTimeout(() => {
        for (const socket of open) socket.destroy()
      }, LIMITS.graceMs)
      await closed
      clearTimeout(last)
    },
  }
}

async function prove(socket: Socket, input: Input, env: Env): Promise<boolean> {
  const challenge = randomBytes(32)
  const late = setTimeout(() => socket.destroy(), env.LOGIN_MS ?? 5_000)
  try {
    socket.write(challenge)
    const response = await input.exactly(32)
    if (response === null) return false
    const right = timingSafeEqual(response, createHmac('sha256', env.SECRET).update(challenge).digest())
    socket.write(right ? 'OK\n' : 'NO\n')
    return right
  } finally {
    clearTimeout(late)
  }
}

/** From OK to the end. Returns when the connection is to be closed. */
async function converse(socket: Socket, input: Input, room: Room, beat: number): Promise<void> {
  let name: string | null = null
  const alive = heartbeat(socket, beat)
  const tellOthers = (message: Fields): void => {
    for (const [other, peer] of room) if (other !== name) send(peer, message)
  }
  const error = (code: string): void => send(socket, { type: 'error', code })
  // A connection that breaks while nobody reads it must free its name, too.
  const leave = (): void => {
    if (name !== null && room.get(name) === socket && room.delete(name)) tellOthers({ type: 'left', name })
    name = null
  }
  socket.once('close', leave)
  try {
    for (;;) {
      const prefix = await input.exactly(4)
      if (prefix === null) return
      const length = prefix.readUInt32BE()
      if (length > LIMITS.frame) {
        error('too-large')
        return
      }
      const payload = await input.exactly(length)
      if (payload === null) return
      alive.again()
      const { type, ...fields } = fieldsOf(payload)
      if (type === 'bye') {
        send(socket, { type: 'bye' })
        return
      }
      if (type === 'pong') continue
      if (type === 'login' && typeof fields.name === 'string') {
        if (name !== null) error('login')
        else if (!NAME.test(fields.name) || room.has(fields.name)) error('name')
        else {
          tellOthers({ type: 'joined', name: fields.name })
          name = fields.name
          room.set(name, socket)
          send(socket, { type: 'welcome', names: [...room.keys()].sort() })
        }
      } else if (type === 'who') {
        if (name === null) error('login')
        else send(socket, { type: 'names', names: [...room.keys()].sort() })
      } else if ((type === 'say' || (type === 'dm' && typeof fields.to === 'string')) && isText(fields.text)) {
        if (name === null) error('login')
        else if (type === 'say') tellOthers({ type: 'said', from: name, text: fields.text })
        else {
          const receiver = room.get(String(fields.to))
          if (receiver === undefined) error('nobody')
          else send(receiver, { type: 'dm', from: name, text: fields.text })
        }
      } else error('bad')
    }
  } finally {
    alive.stop()
    leave()
  }
}

function heartbeat(socket: Socket, beat: number): { again(): void; stop(): void } {
  let silent = 0
  const clock = setInterval(() => {
    silent += 1
    if (silent === 1) send(socket, { type: 'ping' })
    else socket.destroy()
  }, beat)
  const stop = (): void => clearInterval(clock)
  socket.once('close', stop)
  return {
    again() {
      silent = 0
      clock.refresh()
    },
    stop,
  }
}

function send(socket: Socket, message: Fields): void {
  if (!socket.writable) return
  const payload = Buffer.from(JSON.stringify(message))
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(payload.length)
  socket.write(Buffer.concat([prefix, payload]))
  if (socket.writableLength > LIMITS.queue) socket.destroy()
}

/** A FIN; the other side has two seconds for its own. */
function farewell(socket: Socket): void {
  if (socket.destroyed) return
  socket.end()
  const last = setTimeout(() => socket.destroy(), LIMITS.lingerMs)
  socket.once('close', () => clearTimeout(last))
}

/** The object in a payload; without one, no fields at all. */
function fieldsOf(payload: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && Buffer.byteLength(value) <= LIMITS.text
}

class Input {
  readonly #chunks: AsyncIterator<Buffer>
  #kept: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  /** n bytes, or null when the stream ends first. */
  async exactly(n: number): Promise<Buffer | null> {
    while (this.#kept.length < n) {
      const { done, value } = await this.#chunks.next()
      if (done) return null
      this.#kept = Buffer.concat([this.#kept, value])
    }
    const part = this.#kept.subarray(0, n)
    this.#kept = this.#kept.subarray(n)
    return part
  }

  /** Drops what still comes, to the end: unread bytes would turn the FIN into an RST. */
  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }
}
