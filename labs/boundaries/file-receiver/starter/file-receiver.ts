import { createServer } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** Folder the files go to. It exists. */
  DIR: string
  /** Byte order of the lengths: "le" (default, signed) or "be" (unsigned). */
  ORDER?: 'le' | 'be'
  /** Largest file, bytes. Default 128 MiB. */
  MAX?: number
}

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    // Your turn: 4 bytes of length, the header in JSON, the content; store it, answer, and begin again.
  })
  await new Promise<void>((done) => server.listen(env.PORT, env.HOST, done))
  return { close: () => new Promise((done) => server.close(() => done())) }
}
