import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** Starts the chat; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    // Your turn: cut the stream into lines. The first good one is the name; later ones go to all others.
  })
  await new Promise<void>((done) => server.listen(env.PORT, env.HOST, done))
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
