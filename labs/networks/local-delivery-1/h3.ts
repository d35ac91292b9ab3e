import { createSocket } from 'node:dgram'

const socket = createSocket('udp4')

socket.on('message', (bytes, from) => console.log(`"${bytes}" from ${from.address}`))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
  socket.close()
})
socket.bind(9999, '10.0.0.3', () => console.log('waiting'))
