import { createServer } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** Pause before each answer, ms. Default 1,000. */
  PAUSE_MS?: number
}

/** Starts the server; resolves once it listens. `close` ends it with all its connections and timers. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`
    console.log(`Accept new connection from ${peer}...`)
    socket.on('error', () => socket.destroy())
    // Your turn: welcome this client, then read, pause, answer, and again.
  })
  await new Promise<void>((done) => server.listen({ host: env.HOST, port: env.PORT, backlog: 5 }, done))
  return { close: () => new Promise((done) => server.close(() => done())) }
}
