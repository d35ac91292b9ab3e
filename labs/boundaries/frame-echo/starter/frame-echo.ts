import { createServer } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** Byte order of the length. Default "be" (unsigned); "le" is signed, as struct's "i". */
  ORDER?: 'be' | 'le'
  /** A frame must be whole within this time of its first byte. Default 10,000. */
  DEADLINE_MS?: number
}

/** Starts the server; resolves once it listens. `close` ends it with all its connections. */
export async function start(env: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    // Your turn: echo each frame, refuse bad ones with one frame "ERR <reason>".
  })
  await new Promise<void>((done) => server.listen(env.PORT, env.HOST, done))
  return { close: () => new Promise((done) => server.close(() => done())) }
}
