import { createServer } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    // Your turn: head, body, answer; then the next request of the same connection. node:http is not allowed.
    socket.once('data', () => socket.end('HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n'))
  })
  await new Promise<void>((done) => server.listen(env.PORT, env.HOST, done))
  return { close: () => new Promise((done) => server.close(() => done())) }
}
