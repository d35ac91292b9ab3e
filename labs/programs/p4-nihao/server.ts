// Says 你好 to everyone who connects, and closes.
import { createServer } from 'node:net'

const HOST = process.argv.find((arg) => arg.startsWith('host='))?.slice('host='.length) ?? '127.0.0.1'
const LINGER_MS = 2000

const server = createServer((socket) => {
  console.log(`连接地址：${socket.remoteAddress}:${socket.remotePort}`)
  socket.on('error', (error) => console.error(error.message))
  socket.end(Buffer.from('你好')) // the bytes, then FIN
  socket.resume() // unread bytes would make an RST of the close
  const late = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.on('close', () => clearTimeout(late))
})

server.on('error', (error) => {
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
server.listen({ host: HOST, port: 12345, backlog: 5 })
