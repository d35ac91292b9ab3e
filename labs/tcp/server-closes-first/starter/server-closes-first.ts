import { createServer } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    // Your turn: take a line, say bye and finish, but go on reading until the client has finished too.
  })
  await new Promise<void>((done) => server.listen(env.PORT, env.HOST, done))
  return { close: () => new Promise((done) => server.close(() => done())) }
}
