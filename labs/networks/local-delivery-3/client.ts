// Sends one datagram and waits for an answer.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const PATIENCE_MS = 1000
const to = process.argv.find((arg) => arg.startsWith('to='))?.slice(3) ?? '10.2.0.9'

const socket = createSocket('udp4')
socket.bind(async () => {
  socket.setBroadcast(true) // without it, sending to everybody is refused
  try {
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })
    socket.send('hello', 9999, to)
    const [, from] = await answer
    console.log(`sent to ${to}, answered by ${from.address}`)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
    console.log(`sent to ${to}, no answer within ${PATIENCE_MS} ms`)
  } finally {
    socket.close()
  }
})
