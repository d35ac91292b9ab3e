import { createServer, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** Byte order of the length. Default "be" (unsigned); "le" is signed, as struct's "i". */
  ORDER?: 'be' | 'le'
  /** A frame must be whole within this time of its first byte. Default 10,000. */
  DEADLINE_MS?: number
}

const HEADER = 4
const MAX = 1_048_576
const LINGER_MS = 2_000

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, env.ORDER ?? 'be', env.DEADLINE_MS ?? 10_000)
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(env.PORT, env.HOST, done)
  })
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** One connection: its own bytes, its own deadline. */
function serve(socket: Socket, order: 'be' | 'le', deadlineMs: number): void {
  let buffered: Buffer[] = []
  let have = 0
  let need = HEADER
  let inPayload = false
  let refused = false
  let deadline: NodeJS.Timeout | undefined

  const frame = (payload: Uint8Array): Buffer => {
    const head = Buffer.alloc(HEADER)
    if (order === 'be') head.writeUInt32BE(payload.length)
    else head.writeInt32LE(payload.length)
    return Buffer.concat([head, payload])
  }
  const stopTimer = (): void => {
    clearTimeout(deadline)
    deadline = undefined
  }
  /** Says why, sends FIN, and goes on reading for a while: unread bytes would turn the FIN into an RST. */
  const refuse = (reason: string): void => {
    refused = true
    buffered = []
    stopTimer()
    socket.end(frame(Buffer.from(`ERR ${reason}`)))
    socket.resume()
    const last = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(last))
  }
  const take = (n: number): Buffer => {
    const all = buffered.length === 1 ? buffered[0]! : Buffer.concat(buffered)
    buffered = [all.subarray(n)]
    have -= n
    return all.subarray(0, n)
  }
  const lengthOf = (header: Buffer): number => (order === 'be' ? header.readUInt32BE() : header.readInt32LE())

  socket.on('data', (chunk: Buffer) => {
    if (refused) return
    buffered.push(chunk)
    have += chunk.length
    deadline ??= setTimeout(() => refuse('timeout'), deadlineMs)
    while (have >= need) {
      const part = take(need)
      if (!inPayload) {
        need = lengthOf(part)
        if (need < 0) return refuse('negative')
        if (need > MAX) return refuse('too large')
        inPayload = true
        continue
      }
      inPayload = false
      need = HEADER
      stopTimer()
      if (have > 0) deadline = setTimeout(() => refuse('timeout'), deadlineMs)
      setTimeout(() => socket.write(frame(part)), 100)
      if (socket.writableNeedDrain) {
        socket.pause()
        stopTimer()
        socket.once('drain', () => {
          if (have > 0 && !refused) deadline = setTimeout(() => refuse('timeout'), deadlineMs)
          socket.resume()
        })
      }
    }
  })
  socket.on('end', () => {
    stopTimer()
    if (!refused) socket.destroy()
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', stopTimer)
}
