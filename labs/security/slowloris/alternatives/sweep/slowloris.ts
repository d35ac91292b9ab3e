import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number; DEADLINE_MS?: number; PER_IP?: number; TOTAL?: number }

const MAX_HEAD = 8_192
const IDLE_MS = 10_000
const SWEEP_MS = 50
const NEWLINE = 0x0a

/** What is known of a connection: when its time is up, and how far its request has come. */
type Client = { address: string; until: number; bytes: number; lineIsEmpty: boolean }

export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const { DEADLINE_MS = 1_500, PER_IP = 20, TOTAL = 100 } = env
  const clients = new Map<Socket, Client>()
  const fromSame = (address: string) => [...clients.values()].filter((client) => client.address === address).length

  /** Counts the bytes of the request; nothing else has to be kept. */
  const feed = (socket: Socket, client: Client, chunk: Buffer): void => {
    for (const byte of chunk) {
      if (client.bytes === 0 && client.until > performance.now() + DEADLINE_MS)
        client.until = performance.now() + DEADLINE_MS
      client.bytes += 1
      if (client.bytes > MAX_HEAD) {
        socket.destroy()
        return
      }
      if (byte !== NEWLINE) client.lineIsEmpty = false
      else if (client.lineIsEmpty && client.bytes > 1) {
        socket.write('OK\n')
        client.bytes = 0
        client.lineIsEmpty = false
        client.until = performance.now() + IDLE_MS
      } else client.lineIsEmpty = true
    }
  }

  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    const address = socket.remoteAddress ?? ''
    if (clients.size >= TOTAL || fromSame(address) >= PER_IP) {
      socket.destroy()
      return
    }
    const client: Client = { address, until: performance.now() + DEADLINE_MS, bytes: 0, lineIsEmpty: false }
    clients.set(socket, client)
    socket.on('close', () => clients.delete(socket))
    socket.on('data', (chunk: Buffer) => feed(socket, client, chunk))
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(env.PORT, env.HOST, done)
  })
  const sweep = setInterval(() => {
    const now = performance.now()
    for (const [socket, { until }] of clients) if (until <= now) socket.destroy()
  }, SWEEP_MS)
  return {
    close: () =>
      new Promise((done) => {
        clearInterval(sweep)
        server.close(() => done())
        for (const socket of clients.keys()) socket.destroy()
      }),
  }
}
