// Echoes every frame. A bad frame ends its own connection and no other.
import { once } from 'node:events'
import net from 'node:net'
import { encode, orderOf, readFrame } from './frames.ts'
import { Reader } from './reader.ts'

const order = orderOf(process.argv)
const REFUSED = new Set(['too large', 'negative', 'timeout'])
const LINGER_MS = 2_000

const server = net.createServer({ allowHalfOpen: true }, async (socket) => {
  const peer = `${socket.remoteAddress}:${socket.remotePort}`
  const reader = new Reader(socket)
  socket.on('error', () => socket.destroy())
  try {
    for (;;) {
      const payload = await readFrame(reader, order)
      if (payload === null) break
      console.log(`${peer} ${payload.length} bytes`)
      // false: the client reads too slowly. Read nothing more until it has caught up.
      if (!socket.write(encode(payload, order))) await once(socket, 'drain')
    }
    socket.end()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.log(`${peer} ${reason}`)
    if (REFUSED.has(reason)) socket.write(encode(Buffer.from(`ERR ${reason}`), order))
    socket.end()
    // Closing with unread bytes would be a RST: drop them until the client is done too.
    const timer = setTimeout(() => socket.destroy(), LINGER_MS)
    await reader.drain().catch(() => {})
    clearTimeout(timer)
  }
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '127.0.0.1', () => console.log(`listening on 127.0.0.1:9000, order=${order}`))
