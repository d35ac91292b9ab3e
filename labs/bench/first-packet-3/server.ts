import { createServer } from 'node:net'

const report = (error: Error) => console.error(error.message)

const server = createServer((socket) => {
  socket.on('data', (bytes) => {
    console.log(`received ${bytes.length} bytes: ${bytes}`)
  })
  socket.on('end', () => console.log('the client has finished'))
  socket.on('error', report)
})

server.on('error', (error) => {
  report(error)
  process.exitCode = 1
})
server.listen(9999, '127.0.0.1', () => console.log('listening'))
