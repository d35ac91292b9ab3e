// Listens on one address, or on all that this host has.
import { createServer } from 'node:net'

const address = process.argv.find((arg) => arg.startsWith('bind='))?.slice(5) ?? '127.0.0.1'

const server = createServer((socket) => {
  console.log(`accepted a connection to ${socket.localAddress}`)
  socket.on('error', (error) => console.error(error.message))
  socket.end('welcome\n')
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(9999, address, () => console.log(`listening on ${address}`))
