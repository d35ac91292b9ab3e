import { createServer } from 'node:net'

const server = createServer((socket) => {
  socket.on('data', (bytes) => console.log(`received ${bytes.length} bytes: ${bytes}`))
  socket.on('end', () => console.log('the client has finished'))
  socket.on('error', (error) => console.error(`connection: ${error.message}`))
})

server.on('error', (error) => {
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
server.listen(9999, '127.0.0.1', () => console.log('listening on 127.0.0.1:9999'))
