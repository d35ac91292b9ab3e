import { createServer, type Server, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** Silence after which a connection without work is closed, ms. Default 2,000. */
  IDLE_MS?: number
  /** Time from the first byte of a line to its last, ms. Default 3,000. */
  DEADLINE_MS?: number
  /** Clients at once. Default 50. */
  MAX_CLIENTS?: number
}

type Limits = { idleMs: number; deadlineMs: number }

/** How long a refused client may take to close its side, ms. */
const LINGER_MS = 500
/** The longest line that is waited for, bytes. */
const MAX_LINE = 65_536

/** Starts the server; resolves once it listens. `close` stops it gracefully, within `graceMs`. */
export async function start(env: Env): Promise<{ close(graceMs: number): Promise<void> }> {
  const { HOST, PORT, IDLE_MS = 2_000, DEADLINE_MS = 3_000, MAX_CLIENTS = 50 } = env
  const clients = new Set<Connection>()
  const refused = new Set<Socket>()
  let closing: Promise<void> | undefined
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    if (clients.size >= MAX_CLIENTS || closing) {
      refuse(socket, refused)
      return
    }
    const client = new Connection(socket, { idleMs: IDLE_MS, deadlineMs: DEADLINE_MS })
    clients.add(client)
    socket.on('close', () => clients.delete(client))
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(PORT, HOST, done)
  })
  return {
    close: (graceMs) => {
      closing ??= stop(server, clients, refused, graceMs)
      return closing
    },
  }
}

/** No new clients; who has no work goes now, the others when they are done, and what is left after the grace is cut. */
async function stop(
  server: Server,
  clients: Set<Connection>,
  refused: Set<Socket>,
  graceMs: number,
): Promise<void> {
  const ended = new Promise<void>((done) => server.close(() => done()))
  for (const socket of refused) socket.destroy()
  for (const client of clients) client.finish()
  const grace = setTimeout(() => {
    for (const client of clients) client.cut()
  }, graceMs)
  await ended
  clearTimeout(grace)
}

/** BUSY and a FIN. It never becomes a client, so it takes no place. */
function refuse(socket: Socket, refused: Set<Socket>): void {
  refused.add(socket)
  const linger = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.on('close', () => {
    clearTimeout(linger)
    refused.delete(socket)
  })
  socket.on('error', () => {})
  socket.end('BUSY\n')
  socket.resume() // unread bytes would turn the FIN into an RST
}

/** One client: its bytes, its work, its clocks. */
class Connection {
  readonly #socket: Socket
  readonly #limits: Limits
  #line = ''
  #queue: string[] = []
  #work: NodeJS.Timeout | undefined
  #idle: NodeJS.Timeout | undefined
  #deadline: NodeJS.Timeout | undefined
  /** No further line is begun: the client has ended, or the server stops. */
  #finishing = false

  constructor(socket: Socket, limits: Limits) {
    this.#socket = socket
    this.#limits = limits
    socket.setEncoding('utf8')
    socket.on('data', (text) => this.#heard(`${text}`))
    socket.on('end', () => {
      this.#finishing = true
      clearTimeout(this.#deadline)
      this.#next()
    })
    socket.on('error', () => {})
    socket.on('close', () => this.#stopClocks())
    this.#rest()
  }

  /** Closes now if nothing is being done, otherwise after the work in hand. */
  finish(): void {
    this.#finishing = true
    this.#queue = []
    this.#line = ''
    clearTimeout(this.#deadline)
    this.#next()
  }

  cut(): void {
    this.#socket.destroy()
  }

  #heard(text: string): void {
    if (this.#finishing) return
    this.#line += text
    const lines = this.#line.split('\n')
    this.#line = lines.pop() ?? ''
    if (this.#line.length > MAX_LINE) {
      this.cut()
      return
    }
    this.#queue.push(...lines)
    if (lines.length > 0) {
      clearTimeout(this.#deadline)
      this.#deadline = undefined
    }
    if (this.#line !== '') this.#deadline ??= setTimeout(() => this.cut(), this.#limits.deadlineMs)
    this.#rest()
    this.#next()
  }

  /** Answers one line after another; a SLOW one is work, and nothing else is answered before it. */
  #next(): void {
    while (this.#work === undefined) {
      const line = this.#queue.shift()
      if (line === undefined) break
      const slow = /^SLOW (\d{1,6})$/.exec(line)
      if (slow === null) this.#socket.write(`${line}\n`)
      else {
        this.#work = setTimeout(() => this.#done(), Number(slow[1]))
      }
    }
    if (this.#finishing && this.#work === undefined) this.#goodbye()
  }

  #done(): void {
    this.#work = undefined
    this.#socket.write('DONE\n')
    this.#rest()
    this.#next()
  }

  /** Idle is: no byte comes, and nothing is being done. */
  #rest(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#goodbye(), this.#limits.idleMs)
  }

  /** FIN after what was written; a client that does not close its own side is not waited for. */
  #goodbye(): void {
    this.#stopClocks()
    this.#socket.destroySoon()
  }

  #stopClocks(): void {
    for (const clock of [this.#work, this.#idle, this.#deadline]) clearTimeout(clock)
  }
}
