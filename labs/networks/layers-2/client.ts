// The same datagram with a longer and longer life.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const PATIENCE_MS = 500
const most = Number(process.argv.find((arg) => arg.startsWith('ttl='))?.slice(4) ?? 3)

const socket = createSocket('udp4')
socket.bind()
await once(socket, 'listening')

for (let ttl = 1; ttl <= most; ttl += 1) {
  socket.setTTL(ttl)
  try {
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })
    socket.send(`TTL ${ttl}`, 9999, '10.2.0.9')
    await answer
    console.log(`TTL ${ttl}: answered`)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
    console.log(`TTL ${ttl}: no answer`)
  }
}
socket.close()
