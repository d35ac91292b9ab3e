import { createServer, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** The key of the HMAC, as text in UTF-8. */
  SECRET: string
  /** The response must be whole within this time. Default 5,000. */
  LOGIN_MS?: number
  /** Without a whole message for this long a client is pinged; for twice as long, cut. Default 5,000. */
  BEAT_MS?: number
  /** Connections at once. Default 200. */
  MAX_CLIENTS?: number
}

/** Starts the chat; resolves once it listens. `close` says bye to everybody and ends. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    // Your turn, from below: 32 bytes of challenge and response, then frames, then messages, then the room.
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
