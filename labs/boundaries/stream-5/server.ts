// A request is 10 bytes: it may come in any pieces. Each whole request gets one reply.
import net from 'node:net'

const REQUEST = 10

const server = net.createServer((socket) => {
  let have = 0
  socket.on('data', (chunk) => {
    have += chunk.length
    while (have >= REQUEST) {
      have -= REQUEST
      socket.write('done')
    }
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(9999, '10.0.0.2', () => console.log('listening on 10.0.0.2:9999'))
