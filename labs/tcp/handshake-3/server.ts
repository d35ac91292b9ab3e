import { createServer } from 'node:net'

/** Seconds and milliseconds of the wall clock. Both hosts of a lab read the same clock. */
const clock = () => new Date().toISOString().slice(17, 23)

const server = createServer((socket) => {
  console.log(`${clock()} accepted`)
  socket.on('error', (error) => console.error(`connection: ${error.message}`))
  socket.resume()
})

server.on('error', (error) => {
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening on 10.0.0.2:9999'))
