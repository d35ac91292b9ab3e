// Sends a report of 20 rows, one every 40 ms. In the middle of it, somebody wants the server to stop.
import { createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const ROWS = 20
const STOP_AFTER = 7
const graceful = !process.argv.includes('stop=exit')
const working = new Set<Socket>()

async function report(socket: Socket): Promise<void> {
  working.add(socket)
  socket.write(`rows ${ROWS}\n`)
  for (let row = 1; row <= ROWS; row += 1) {
    await pause(40)
    socket.write(`row ${row}\n`)
    if (row === STOP_AFTER) setTimeout(stop, 20)
  }
  socket.end()
  working.delete(socket)
}

const server = createServer((socket) => {
  socket.on('error', (error) => console.error(error.message))
  socket.once('data', (request) => {
    console.log(`asked for ${String(request).trim()}`)
    report(socket).catch((error: Error) => socket.destroy(error))
  })
})

function stop(): void {
  console.log(`stopping, ${working.size} at work`)
  if (!graceful) process.exit()
  server.close(() => console.log('the last connection has ended'))
}

server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log('listening on 10.0.0.2:9000'))
