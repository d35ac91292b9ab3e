import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

const NEWLINE = 0x0a

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket)
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

/** One connection. Two directions: ours ends with the line, theirs when they say so. */
function serve(socket: Socket): void {
  let finished = false
  let late = 0
  socket.on('data', (chunk: Buffer) => {
    if (finished) {
      late += chunk.length
      return
    }
    const at = chunk.indexOf(NEWLINE)
    if (at < 0) return
    finished = true
    late = chunk.length - at - 1
    socket.end('bye\n', () => socket.destroy())
  })
  socket.on('end', () => {
    if (finished) console.log(`${late} bytes after the line`)
    else socket.end()
  })
  socket.on('error', () => socket.destroy())
}
