// Sends a datagram to each address it is given, and waits for the answer. Nothing here says which way it goes.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const PATIENCE_MS = 1200
const to = process.argv.find((arg) => arg.startsWith('to='))?.slice(3) ?? '10.1.0.3+10.2.0.9'

const socket = createSocket('udp4')
for (const address of to.split('+')) {
  try {
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })
    socket.send('hello', 9999, address)
    await answer
    console.log(`${address} has answered`)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
    console.log(`${address}: no answer within ${PATIENCE_MS} ms`)
  }
}
socket.close()
