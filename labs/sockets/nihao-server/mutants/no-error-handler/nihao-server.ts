import { createServer, type Socket } from 'node:net'

export type Env = { HOST: string; PORT: number }

const GREETING = Buffer.from('你好', 'utf8')
/** So long a caller may take to close its side, ms. */
const LINGER_MS = 2_000

/** Listens, says 你好 to everyone and closes. Resolves once it listens. */
export async function start({ HOST, PORT }: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const late = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.on('close', () => {
      clearTimeout(late)
      sockets.delete(socket)
    })
    console.log(`连接地址：${socket.remoteAddress}:${socket.remotePort}`)
    socket.end(GREETING)
    socket.resume() // what the caller says is read and dropped: unread bytes would make an RST of the close
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(PORT, HOST, done)
  })
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
