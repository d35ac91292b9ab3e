import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

// FILL-IN: another right way, which the spec must not refuse.
export async function start({ HOST, PORT }: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    answer(socket).catch(() => socket.destroy())
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

async function answer(socket: Socket): Promise<void> {
  let length = 0
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === 0x0a) socket.write(`${length}\n`)
      length = byte === 0x0a ? 0 : length + 1
    }
  }
  socket.end()
}
