import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** FILL-IN: what the server does. Resolves once it listens; `close` ends it with all its connections. */
export async function start({ HOST, PORT }: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    let kept = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      kept = Buffer.concat([kept, chunk])
      for (let at = kept.indexOf(0x0a); at >= 0; at = kept.indexOf(0x0a)) {
        socket.write(`${at + 1}\n`)
        kept = kept.subarray(at + 1)
      }
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(PORT, HOST, done))
  return {
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}
