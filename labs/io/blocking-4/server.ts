// Greets each client and closes.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  socket.on('error', (error) => console.error(`server: ${error}`))
  socket.end('hello')
})
server.on('error', (error) => console.error(`server: ${error}`))
server.listen(9999, '10.0.0.2', () => console.log('listening on 9999'))
