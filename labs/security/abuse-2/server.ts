// Twenty places. A request is a line; the dial says which clock frees a place.
import { createServer, type Socket } from 'node:net'

const PLACES = 20
const LIMIT_MS = 500
const deadline = process.argv.includes('clock=deadline')
const clients = new Set<Socket>()
let cut = 0

/** Ends a connection whose time is up. */
function expire(socket: Socket): void {
  cut += 1
  if (cut === 1 || cut === PLACES) console.log(`${cut} cut by the clock`)
  socket.destroy()
}

const server = createServer((socket) => {
  socket.on('error', () => socket.destroy())
  if (clients.size >= PLACES) {
    socket.end('BUSY\n')
    return
  }
  clients.add(socket)
  if (clients.size === PLACES) console.log(`all ${PLACES} places taken`)
  const timer = deadline ? setTimeout(() => expire(socket), LIMIT_MS) : undefined
  if (!deadline) socket.setTimeout(LIMIT_MS, () => expire(socket)) // set back by every byte
  socket.on('close', () => {
    clients.delete(socket)
    clearTimeout(timer)
  })
  socket.on('data', (chunk: Buffer) => {
    if (chunk.includes(0x0a)) socket.end('OK\n')
  })
})
server.on('error', (error) => console.error(error.message))
server.listen(9999, '10.0.0.2', () => console.log(`${deadline ? 'deadline' : 'idle timeout'}: ${LIMIT_MS} ms`))
