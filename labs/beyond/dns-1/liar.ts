// Answers a question it has never seen: it guesses the name, the id and the port, and says that it is www itself.
import { createSocket } from 'node:dgram'

const LIE = Buffer.concat([
  Buffer.from([0x12, 0x34, 0x85, 0, 0, 1, 0, 1, 0, 0, 0, 0]),
  Buffer.from('\x03www\x08wirebook\x04test\0\0\x01\0\x01', 'latin1'),
  Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 3]),
])

const socket = createSocket('udp4')
socket.on('error', (error) => console.error(error.message))
socket.bind(5353, '10.0.0.3', () => {
  const lies = process.argv.includes('lies=on')
  console.log(lies ? 'sends a lie every 20 ms' : 'keeps quiet')
  if (lies) setInterval(() => socket.send(LIE, 5300, '10.0.0.1'), 20)
})
