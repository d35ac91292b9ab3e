// Keeps each of two clients waiting for two seconds before it says anything.
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const THINKS_MS = 2000
const CLIENTS = 2
let clients = 0

const server = createServer(async (socket) => {
  clients += 1
  if (clients === CLIENTS) server.close()
  socket.on('error', (error) => console.error(`server: ${error}`))
  await pause(THINKS_MS)
  socket.end('here you are')
})
server.on('error', (error) => console.error(`server: ${error}`))
server.listen(9999, '10.0.0.2', () => console.log('listening'))
