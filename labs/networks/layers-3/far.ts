// Answers each datagram with the same bytes.
import { createSocket } from 'node:dgram'

const socket = createSocket('udp4')

socket.on('message', (bytes, from) => {
  console.log(`"${bytes}" from ${from.address}`)
  socket.send(bytes, from.port, from.address)
})
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
  socket.close()
})
socket.bind(9999, '10.2.0.9', () => console.log('waiting on UDP port 9999'))
