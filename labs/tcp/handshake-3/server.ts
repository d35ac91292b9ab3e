import { createServer } from 'node:net'

const report = (error: Error) => console.error(error.message)

// Seconds and milliseconds; both hosts of a lab read the same clock.
const clock = () => new Date().toISOString().slice(17, 23)

const server = createServer((socket) => {
  console.log(`${clock()} accepted`)
  socket.on('error', report)
  socket.resume()
})

server.on('error', (error) => {
  report(error)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening'))
