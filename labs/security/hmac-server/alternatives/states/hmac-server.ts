import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number; SECRET: string; DEADLINE_MS?: number }

const BYTES = 32
const MAX_PAYLOAD = 1_048_576

/** One connection as a machine of events: what is needed next, and what to do with it. */
class Conversation {
  private state: 'proof' | 'header' | 'payload' | 'refused' = 'proof'
  private need = BYTES
  private kept: Buffer = Buffer.alloc(0)
  private header: Buffer = Buffer.alloc(0)
  private readonly challenge = randomBytes(BYTES)
  private readonly deadline: NodeJS.Timeout
  private readonly socket: Socket
  private readonly secret: string

  constructor(socket: Socket, env: Env) {
    this.socket = socket
    this.secret = env.SECRET
    this.deadline = setTimeout(() => socket.destroy(), env.DEADLINE_MS ?? 5_000)
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('end', () => socket.end())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => clearTimeout(this.deadline))
    socket.on('drain', () => socket.resume())
    socket.write(this.challenge)
  }

  private get listening(): boolean {
    return this.state !== 'refused'
  }

  private take(chunk: Buffer): void {
    if (!this.listening) return
    this.kept = Buffer.concat([this.kept, chunk])
    while (this.listening && this.kept.length >= this.need) {
      const part = this.kept.subarray(0, this.need)
      this.kept = this.kept.subarray(this.need)
      this.step(part)
    }
  }

  private step(part: Buffer): void {
    if (this.state === 'proof') {
      const expected = createHmac('sha256', this.secret).update(this.challenge).digest()
      if (timingSafeEqual(part, expected)) this.accept()
      else this.refuse('NO\n')
    } else if (this.state === 'header') {
      this.header = part
      const length = part.readUInt32BE()
      if (length <= MAX_PAYLOAD) this.expect('payload', length)
      else this.refuse()
    } else {
      if (!this.socket.write(Buffer.concat([this.header, part]))) this.socket.pause()
      this.expect('header', 4)
    }
  }

  private accept(): void {
    clearTimeout(this.deadline)
    this.socket.write('OK\n')
    this.expect('header', 4)
  }

  private expect(state: 'header' | 'payload', need: number): void {
    this.state = state
    this.need = need
  }

  private refuse(words = ''): void {
    this.state = 'refused'
    this.socket.end(words)
  }
}

export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    new Conversation(socket, env)
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(env.PORT, env.HOST, done)
  })
  return {
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
