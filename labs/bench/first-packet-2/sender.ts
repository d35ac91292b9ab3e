import { createSocket } from 'node:dgram'

const text = 'hello'
const socket = createSocket('udp4')

socket.send(text, 9999, '127.0.0.1', (error, bytes) => {
  console.log(error ? `send failed: ${error.message}` : `send succeeded: ${bytes} bytes`)
  socket.close()
})
