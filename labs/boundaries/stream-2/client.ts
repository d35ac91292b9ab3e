// Ten writes of one byte, with no pause between them.
import net from 'node:net'

const socket = net.connect(9999, '10.0.0.2', () => {
  socket.setNoDelay(process.argv.includes('nodelay=on'))
  for (const letter of 'stickiness') socket.write(letter)
  console.log('10 writes of 1 byte')
})
socket.on('end', () => console.log('the server closed'))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
