// The same server in Node: no call waits, and no loop is written down.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  console.log(`connected ${socket.remoteAddress}:${socket.remotePort}`)
  socket.on('error', (error) => console.error(error.message))
  socket.end(Buffer.from('你好'))
  socket.resume() // nothing may be left unread
})
server.on('error', (error) => {
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
server.listen({ host: '127.0.0.1', port: 12345, backlog: 5 }, () => console.log('listening'))
