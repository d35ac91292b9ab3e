import { connect } from 'node:net'

const socket = connect(9999, '127.0.0.1', () => socket.end('hello'))

socket.on('error', (error) => {
  console.error(`client: ${error.message}`)
  process.exitCode = 1
})
socket.on('close', () => console.log('closed'))
socket.resume() // reading is how the client notices that the server has finished too
