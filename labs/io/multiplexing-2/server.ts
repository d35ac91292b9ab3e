// Answers each of two clients after a second.
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const CLIENTS = 2
let clients = 0

const server = createServer(async (socket) => {
  clients += 1
  if (clients === CLIENTS) server.close()
  socket.on('error', (error) => console.error(`server: ${error}`))
  await pause(1000)
  socket.end('the answer')
})
server.on('error', (error) => console.error(`server: ${error}`))
server.listen(9999, '10.0.0.2', () => console.log('listening'))
