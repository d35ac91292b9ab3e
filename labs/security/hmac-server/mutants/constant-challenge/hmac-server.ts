import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** The key of the HMAC, as text in UTF-8. */
  SECRET: string
  /** The response must be whole within this time of the connection's beginning. Default 5,000. */
  DEADLINE_MS?: number
}

const BYTES = 32
const HEADER = 4
const CHALLENGE = randomBytes(BYTES)
const MAX_PAYLOAD = 1_048_576

/** Exact reads; what came too much is kept for the next one. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>
  #kept: Buffer[] = []
  #have = 0

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false })
  }

  /** n bytes, or fewer when the stream ends first. */
  async exactly(n: number): Promise<Buffer> {
    while (this.#have < n) {
      const { done, value } = await this.#chunks.next()
      if (done) break
      this.#kept.push(value)
      this.#have += value.length
    }
    const all = Buffer.concat(this.#kept)
    this.#kept = [all.subarray(n)]
    this.#have = Math.max(0, all.length - n)
    return all.subarray(0, n)
  }

  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done) this.#kept = []
  }
}

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    talk(socket, env).catch(() => socket.destroy())
  })
  server.listen(env.PORT, env.HOST)
  await once(server, 'listening')
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function talk(socket: Socket, { SECRET, DEADLINE_MS = 5_000 }: Env): Promise<void> {
  const reader = new ByteReader(socket)
  const challenge = CHALLENGE
  socket.write(challenge)
  const deadline = setTimeout(() => socket.destroy(), DEADLINE_MS)
  socket.once('close', () => clearTimeout(deadline))
  const response = await reader.exactly(BYTES)
  if (response.length < BYTES) return void socket.end()
  const expected = createHmac('sha256', SECRET).update(challenge).digest()
  if (!timingSafeEqual(response, expected)) {
    socket.end('NO\n')
    return reader.drain() // up to the deadline: unread bytes would turn the FIN into an RST
  }
  clearTimeout(deadline)
  socket.write('OK\n')
  await echo(socket, reader)
}

async function echo(socket: Socket, reader: ByteReader): Promise<void> {
  for (;;) {
    const header = await reader.exactly(HEADER)
    if (header.length < HEADER) break
    const length = header.readUInt32BE()
    if (length > MAX_PAYLOAD) break
    const payload = await reader.exactly(length)
    if (payload.length < length) break
    if (!socket.write(Buffer.concat([header, payload]))) await once(socket, 'drain')
  }
  socket.end()
}
