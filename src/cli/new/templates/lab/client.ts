// FILL-IN: what this client shows, in one line.
import net from 'node:net'

const socket = net.connect(9999, 'HOST', () => socket.write('hello'))
socket.on('data', (chunk) => {
  console.log(`answer: "${chunk}"`)
  socket.end()
})
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
