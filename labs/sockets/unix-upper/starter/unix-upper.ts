import { createServer } from 'node:net'

export type Env = {
  /** Path of the socket to listen on. */
  SOCK_PATH: string
}

/** Listens at SOCK_PATH and answers each line in upper case. Rejects when it cannot listen there. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    // Your turn: answer each line, ASCII letters in upper case. This only sends back what came.
    socket.on('data', (chunk: Buffer) => socket.write(chunk))
  })
  // Your turn: what if there is a file at that path already?
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(env.SOCK_PATH, done)
  })
  return { close: () => new Promise((done) => server.close(() => done())) }
}
