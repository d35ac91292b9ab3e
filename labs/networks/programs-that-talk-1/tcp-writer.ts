// Says the same through a socket.
import { connect } from 'node:net'

const socket = connect(9999, '127.0.0.1')

socket.on('connect', () => {
  socket.end(`${Date.now()} hello`)
  console.log('wrote to the socket')
})
socket.on('error', (error) => {
  console.error(`writer: ${error.message}`)
  process.exitCode = 1
})
