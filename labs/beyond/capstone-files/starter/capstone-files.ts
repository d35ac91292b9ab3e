import { createServer, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** The key of the HMAC, as text in UTF-8. */
  SECRET: string
  /** Folder of the files. It exists. */
  DIR: string
  /** Largest file that is taken, bytes. Default 128 MiB. */
  MAX?: number
}

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    // Your turn: challenge and response, then one request after the other: list, get and put.
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
