import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

const NAME = /^[A-Za-z0-9_一-龥]{1,20}$/
/** Bytes of a line, without its line feed. */
const MAX_LINE = 1_000
/** Bytes that may wait in this program for one member. */
const MAX_QUEUE = 1 << 20
const NEWLINE = 0x0a

/** Starts the chat; resolves once it listens. `close` ends it with all its connections. */
export async function start({ HOST, PORT }: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const room = new Room()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, room)
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(PORT, HOST, done)
  })
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Members by name: only those who have one are in the room. */
class Room {
  readonly #members = new Map<string, Socket>()

  has(name: string): boolean {
    return this.#members.has(name)
  }

  get names(): string[] {
    return [...this.#members.keys()].sort()
  }

  join(name: string, socket: Socket): void {
    this.tell(`* ${name} joined`)
    this.#members.set(name, socket)
  }

  leave(name: string): void {
    this.#members.delete(name)
  }

  /** One write for each member. Nobody is waited for: who lets too much pile up is dropped. */
  tell(text: string, except?: string): void {
    for (const [name, socket] of this.#members) {
      if (name === except) continue
      socket.write(`${text}\n`)
      if (socket.writableLength > MAX_QUEUE) socket.destroy()
    }
  }
}

/** One client: unnamed, then a member, then gone. */
function serve(socket: Socket, room: Room): void {
  let name: string | null = null
  const leave = (): void => {
    if (name === null) return
    room.leave(name)
    room.tell(`* ${name} left`)
  }
  const heard = (line: string): void => {
    if (name === null) {
      if (!NAME.test(line) || room.has(line)) {
        socket.write('ERR name\n')
        return
      }
      room.join(line, socket)
      name = line
    } else if (line === '/who') socket.write(`${room.names.join(' ')}\n`)
    else if (line === '/quit') {
      leave()
      socket.end()
    } else room.tell(`<${name}> ${line}`, name)
  }

  let parts: Buffer[] = []
  let length = 0
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk
    while (rest.length > 0 && !socket.writableEnded) {
      const at = rest.indexOf(NEWLINE)
      const part = at < 0 ? rest : rest.subarray(0, at)
      // What is too long is counted, not kept.
      length += part.length
      if (length <= MAX_LINE) parts.push(part)
      else parts = []
      if (at < 0) return
      const line = Buffer.concat(parts).toString()
      const tooLong = length > MAX_LINE
      parts = []
      length = 0
      if (tooLong) socket.write('ERR long\n')
      else heard(withoutControls(line))
      rest = rest.subarray(at + 1)
    }
  })
  // 'end' does not come when a connection breaks; 'close' always does, but late when much is still to be sent.
  socket.on('end', leave)
  socket.on('close', leave)
  socket.on('error', () => {})
}

/** Others' terminals obey control characters: none passes. */
function withoutControls(line: string): string {
  return [...line].filter((character) => character >= ' ' && character !== '\x7f').join('')
}
