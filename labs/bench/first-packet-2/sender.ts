import { createSocket } from 'node:dgram'

const text = 'hello'
const socket = createSocket('udp4')

socket.send(text, 9999, '127.0.0.1', (error, bytes) => {
  if (error) console.error(`send failed: ${error.message}`)
  else console.log(`send succeeded: ${bytes} bytes`)
  socket.close()
})
