// FILL-IN: what this server shows, in one line.
import net from 'node:net'

const server = net.createServer((socket) => {
  socket.on('data', (chunk) => {
    console.log(`read: ${chunk.length} bytes "${chunk}"`)
    socket.write(chunk)
  })
  socket.on('end', () => console.log('end of stream'))
  socket.on('error', (error) => console.error(error.message))
})

server.on('error', (error) => console.error(error.message))
server.listen(9999, 'HOST', () => console.log('listening on port 9999'))
