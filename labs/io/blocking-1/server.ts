// Accepts one client and keeps it waiting for two seconds before it says anything. It hangs up after the client.
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const THINKS_MS = 2000

const server = createServer(async (socket) => {
  server.close()
  socket.on('error', (error) => console.error(`server: ${error}`))
  await pause(THINKS_MS)
  socket.write('here you are')
  console.log(`sent after ${THINKS_MS} ms`)
})
server.on('error', (error) => console.error(`server: ${error}`))
server.listen(9999, '10.0.0.2', () => console.log('listening'))
