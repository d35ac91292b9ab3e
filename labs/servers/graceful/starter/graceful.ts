import { createServer } from 'node:net'

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

/** Starts the server; resolves once it listens. `close` stops it gracefully, within `graceMs`. */
export async function start(env: Env): Promise<{ close(graceMs: number): Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    // Your turn: lines, the two clocks, the limit.
  })
  await new Promise<void>((done) => server.listen(env.PORT, env.HOST, done))
  return {
    close: (graceMs) => new Promise((done) => server.close(() => done())),
  }
}
