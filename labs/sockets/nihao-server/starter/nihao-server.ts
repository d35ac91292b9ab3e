import { createServer } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** Listens, says 你好 to everyone and closes. Resolves once it listens. */
export async function start({ HOST, PORT }: Env): Promise<{ close(): Promise<void> }> {
  const server = createServer((socket) => {
    // Your turn: print who called, say 你好 in UTF-8. This only hangs up.
    socket.end()
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(PORT, HOST, done)
  })
  return { close: () => new Promise((done) => server.close(() => done())) }
}
