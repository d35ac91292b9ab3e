import { createServer, type Socket } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** Pause before each answer, ms. Default 1,000. */
  PAUSE_MS?: number
}

/** Starts the server; resolves once it listens. `close` ends it with all its connections and timers. */
export async function start({ HOST, PORT, PAUSE_MS = 1_000 }: Env): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  // A client that has finished sending still gets its answers: the server decides when its own direction ends.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    greet(socket, async () => {
      const until = Date.now() + PAUSE_MS
      while (Date.now() < until) {}
    })
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen({ host: HOST, port: PORT, backlog: 5 }, done)
  })
  console.log('Waiting for connection...')
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** One client. The protocol has no boundaries: what one read returns is taken for one message. */
function greet(socket: Socket, pause: () => Promise<void>): void {
  const peer = `${socket.remoteAddress}:${socket.remotePort}`
  console.log(`Accept new connection from ${peer}...`)
  let turn = Promise.resolve()
  /** After what this client asked before, so that its answers keep their order. Others are not waited for. */
  const inTurn = (work: () => void) => {
    turn = turn
      .then(pause)
      .then(work)
      .catch(() => {
        socket.destroy()
      })
  }
  socket.write('Welcome!')
  socket.on('data', (message: Buffer) => {
    socket.pause() // the next bytes wait in the kernel until this message is answered
    inTurn(() => {
      if (message.toString() === 'exit') {
        socket.destroySoon()
        return
      }
      socket.write(Buffer.concat([Buffer.from('Hello, '), message, Buffer.from('!')]))
      socket.resume()
    })
  })
  socket.on('end', () => inTurn(() => socket.destroySoon()))
  socket.on('error', () => socket.destroy())
  socket.once('close', () => console.log(`Connection from ${peer} closed.`))
}
