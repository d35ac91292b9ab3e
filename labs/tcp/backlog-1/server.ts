// Listens with backlog 1, and is then busy: its one thread accepts nobody until the work is done.
import { createServer } from 'node:net'

const busy = Number(process.argv.find((arg) => arg.startsWith('busy='))?.slice(5) ?? 2000)
const start = performance.now()
const clock = () => `${((performance.now() - start) / 1000).toFixed(1)} s`

const server = createServer((socket) => {
  console.log(`${clock()}: accepted a client`)
  socket.on('error', (error) => console.error(error.message))
  socket.end('hello')
  socket.resume()
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen({ port: 9999, host: '10.0.0.2', backlog: 1 }, () => {
  console.log('listening, backlog 1; busy now')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busy)
  console.log(`${clock()}: free again`)
})
