import { createServer } from 'node:net'

const report = (error: Error) => console.error(error.message)

const server = createServer((socket) => {
  console.log(`accepted ${socket.remoteAddress}:${socket.remotePort}`)
  socket.on('end', () => console.log('the client has finished'))
  socket.on('error', report)
  socket.resume() // keep reading: the client's end comes that way
})

server.on('error', (error) => {
  report(error)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening'))
