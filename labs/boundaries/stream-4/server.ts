// Sends a million bytes in one write, then closes.
import net from 'node:net'

const server = net.createServer((socket) => {
  socket.on('error', (error) => console.error(error.message))
  socket.end(Buffer.alloc(1_000_000, 'wirebook '))
  console.log('1 write, 1000000 bytes')
})
server.on('error', (error) => console.error(error.message))
server.listen(9999, '10.0.0.2', () => console.log('listening on 10.0.0.2:9999'))
