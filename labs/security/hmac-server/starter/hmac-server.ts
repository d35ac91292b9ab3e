import { createServer } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** The key of the HMAC, as text in UTF-8. */
  SECRET: string
  /** The response must be whole within this time of the connection's beginning. Default 5,000. */
  DEADLINE_MS?: number
}

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    // Your turn: 32 random bytes out, 32 bytes in, the verdict, then echo frames.
  })
  await new Promise<void>((done) => server.listen(env.PORT, env.HOST, done))
  return { close: () => new Promise((done) => server.close(() => done())) }
}
