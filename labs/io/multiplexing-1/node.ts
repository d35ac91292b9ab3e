// The same server in Node: the loop is inside.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  socket.on('data', (chunk) => socket.write(chunk))
  socket.on('error', (error) => console.error(`node: ${error}`))
})
server.on('error', (error) => console.error(`node: ${error}`))
server.listen(9002, '10.0.0.2', () => console.log('listening on 9002'))
