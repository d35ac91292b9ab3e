import { createSocket } from 'node:dgram'

const socket = createSocket('udp4')

socket.on('message', (bytes, from) => {
  console.log(`${bytes.length} bytes from port ${from.port}: ${bytes}`)
})
socket.on('error', (error) => {
  console.error(`receiver: ${error.message}`)
  process.exitCode = 1
  socket.close()
})
socket.bind(9999, '127.0.0.1', () => console.log('waiting'))
