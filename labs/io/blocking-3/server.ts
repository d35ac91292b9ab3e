// An echo server in Node. Its system calls stand in the list below the packets.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  console.log('a client')
  socket.on('data', (chunk) => {
    console.log(`read ${chunk.length} bytes`)
    socket.write(chunk)
  })
  socket.on('end', () => console.log('end of its stream'))
  socket.on('error', (error) => console.error(`server: ${error}`))
})
server.on('error', (error) => console.error(`server: ${error}`))
server.listen(9999, '10.0.0.2', () => console.log('listening'))
