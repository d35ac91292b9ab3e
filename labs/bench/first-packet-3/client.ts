import { connect } from 'node:net'

const socket = connect(9999, '127.0.0.1', () => {
  socket.end('hello') // send, then finish
})

socket.on('error', (error) => {
  console.error(`client: ${error.message}`)
  process.exitCode = 1
})
socket.on('close', () => console.log('closed'))
socket.resume() // keep reading: the server's end comes that way
