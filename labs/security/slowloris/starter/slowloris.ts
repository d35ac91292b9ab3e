import { createServer } from 'node:net'

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

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    // Your turn: count, set the clock, collect lines until the empty one, answer "OK\n".
  })
  await new Promise<void>((done) => server.listen(env.PORT, env.HOST, done))
  return { close: () => new Promise((done) => server.close(() => done())) }
}
