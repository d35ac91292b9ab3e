// Echoes what comes, and tells what becomes of the connection.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  console.log('a client is here')
  socket.on('data', (chunk) => {
    console.log(`got "${chunk}"`)
    socket.write(chunk)
  })
  socket.on('end', () => console.log('the client has finished'))
  socket.on('error', (error) => console.log(`the connection failed: ${error.message}`))
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening'))
