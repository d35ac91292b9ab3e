// Four listening sockets, each bound to another address.
import { once } from 'node:events'
import { createServer } from 'node:net'

const PLACES = [
  { port: 9001, address: '127.0.0.1' },
  { port: 9002, address: '10.0.0.2' },
  { port: 9003, address: '0.0.0.0' },
  { port: 9004, address: '::' },
]

for (const { port, address } of PLACES) {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.end()
  })
  server.listen(port, address)
  await once(server, 'listening')
  console.log(`${port} is bound to ${address}`)
}
