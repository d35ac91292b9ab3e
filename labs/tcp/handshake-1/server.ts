import { createServer } from 'node:net'

const server = createServer((socket) => {
  console.log(`accepted ${socket.remoteAddress}:${socket.remotePort}`)
  socket.on('end', () => console.log('the client has finished'))
  socket.on('error', (error) => console.error(`connection: ${error.message}`))
  socket.resume() // no data is expected; reading is how the end is noticed
})

server.on('error', (error) => {
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening on 10.0.0.2:9999'))
