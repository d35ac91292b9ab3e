// Says hello to each name it reads, one second later. One task per connection.
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const send = (socket: Socket, ...parts: Uint8Array[]) =>
  new Promise<void>((resolve, reject) => {
    socket.write(Buffer.concat(parts), (error) => (error ? reject(error) : resolve()))
  })

async function greet(socket: Socket): Promise<void> {
  await send(socket, Buffer.from('Welcome!'))
  for await (const first of socket.iterator({ destroyOnReturn: false })) {
    // Like recv(1024): what came during the pause has joined; no edge between two writes is left.
    const rest: Buffer | null = socket.read(socket.readableLength)
    const waiting: Buffer = rest ? Buffer.concat([first, rest]) : first
    for (let at = 0; at < waiting.length; at += 1024) {
      const read = waiting.subarray(at, at + 1024)
      await sleep(1000)
      if (read.toString() === 'exit') return
      await send(socket, Buffer.from('Hello, '), read, Buffer.from('!'))
    }
  }
  await sleep(1000) // the empty read at the end costs its second too
}

const server = createServer({ allowHalfOpen: true }, async (socket) => {
  const peer = `${socket.remoteAddress}:${socket.remotePort}`
  console.log(`Accept new connection from ${peer}...`)
  socket.on('error', (error) => console.error(`${peer}: ${error.message}`))
  await greet(socket).catch(() => {}) // 'error' has told it
  socket.destroySoon()
  console.log(`Connection from ${peer} closed.`)
})

server.on('error', (error) => {
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
server.on('listening', () => console.log('Waiting for connection...'))
server.listen({ host: '127.0.0.1', port: 9999, backlog: 5 })
