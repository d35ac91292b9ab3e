import { createServer } from 'node:net'

const server = createServer(() => console.log('accepted'))

server.on('error', (error) => {
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => {
  console.log('listening; from here on this program is blocked')
  // For ever: its event loop stands still, so accept() never runs.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
