// Sends twelve bytes at once, one more after a while, and then its FIN.
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const server = createServer(async (socket) => {
  server.close()
  socket.on('error', (error) => console.error(`server: ${error}`))
  socket.write('abcdefghijkl')
  await pause(1050)
  socket.write('m')
  await pause(250)
  socket.end()
})
server.on('error', (error) => console.error(`server: ${error}`))
server.listen(9999, '10.0.0.2', () => console.log('listening'))
