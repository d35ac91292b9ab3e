// Five requests, each answered before the next is sent: write, write, read.
import { once } from 'node:events'
import net from 'node:net'

const oneWrite = process.argv.includes('writes=1')

const socket = net.connect(9999, '10.0.0.2')
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
await once(socket, 'connect')
socket.setNoDelay(process.argv.includes('nodelay=on'))

for (let exchange = 1; exchange <= 5; exchange += 1) {
  const start = performance.now()
  const reply = once(socket, 'data')
  if (oneWrite) {
    socket.write('0006lights')
  } else {
    socket.write('0006')
    socket.write('lights')
  }
  await reply
  console.log(`exchange ${exchange}: ${(performance.now() - start).toFixed(1)} ms`)
}
socket.end()
