// Sends one datagram and waits for the answer.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const to = process.argv.find((arg) => arg.startsWith('to='))?.slice(3) ?? '10.2.0.9'

const socket = createSocket('udp4')
const send = (text: string) =>
  new Promise<void>((resolve, reject) => {
    socket.send(text, 9999, to, (error) => (error ? reject(error) : resolve()))
  })

try {
  await send('hello')
  await once(socket, 'message', { signal: AbortSignal.timeout(1000) })
  console.log(`${to}: answered`)
} catch (error) {
  console.log(`${to}: ${error instanceof Error && 'code' in error ? error.code : error}`)
}
socket.close()
