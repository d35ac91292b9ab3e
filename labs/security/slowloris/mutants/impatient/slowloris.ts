import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** A request must be whole within this time. Default 1,500. */
  DEADLINE_MS?: number
  /** Connections of one address at once. Default 20. */
  PER_IP?: number
  /** Connections in all at once. Default 100. */
  TOTAL?: number
}

const MAX_HEAD = 8_192
/** Between two requests. */
const IDLE_MS = 10_000
const END_OF_HEAD = '\n\n'

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const { DEADLINE_MS = 1_500, PER_IP = 20, TOTAL = 100 } = env
  const sockets = new Set<Socket>()
  const places = new Map<string, number>()

  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    const address = socket.remoteAddress ?? ''
    const taken = places.get(address) ?? 0
    if (sockets.size >= TOTAL || taken >= PER_IP) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    places.set(address, taken + 1)
    socket.once('close', () => {
      sockets.delete(socket)
      const left = (places.get(address) ?? 1) - 1
      if (left > 0) places.set(address, left)
      else places.delete(address)
    })
    serve(socket, DEADLINE_MS)
    socket.setTimeout(DEADLINE_MS / 4, () => socket.destroy())
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

/** One connection. Its clock is that of the request under way, or of the silence between two. */
function serve(socket: Socket, deadlineMs: number): void {
  let head = ''
  let answered = false
  let clock = setTimeout(() => socket.destroy(), deadlineMs)
  const restart = (ms: number): void => {
    clearTimeout(clock)
    clock = setTimeout(() => socket.destroy(), ms)
  }
  socket.on('data', (chunk: Buffer) => {
    let resting = head === '' && answered
    head += chunk.toString('latin1') // one character a byte
    for (let end = head.indexOf(END_OF_HEAD); end >= 0; end = head.indexOf(END_OF_HEAD)) {
      if (end + END_OF_HEAD.length > MAX_HEAD) break
      head = head.slice(end + END_OF_HEAD.length)
      answered = true
      resting = true
      socket.write('OK\n')
      if (head === '') restart(IDLE_MS)
    }
    if (head.length > MAX_HEAD || head.indexOf(END_OF_HEAD) >= 0) socket.destroy()
    else if (resting && head !== '') restart(deadlineMs) // the first byte of a later request
  })
  socket.once('close', () => clearTimeout(clock))
}
