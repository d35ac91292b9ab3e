// Three connections to each server. Only one of them speaks at a time.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const PAUSE_MS = 100

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '10.0.0.2')
  await once(socket, 'connect')
  return socket
}

async function talk(port: number): Promise<void> {
  const [first, second, third] = [await open(port), await open(port), await open(port)]
  const sockets = [first, second, third]
  for (const speaker of [second, third, second]) {
    await pause(PAUSE_MS)
    speaker.write(`from ${sockets.indexOf(speaker) + 1}`)
    const [echo] = await once(speaker, 'data')
    console.log(`${port}: "${echo}" came back`)
  }
  for (const socket of sockets) socket.end()
  await Promise.all(sockets.map((socket) => once(socket, 'close')))
}

try {
  await Promise.all([talk(9001), talk(9002)])
} catch (error) {
  console.error(`client: ${error}`)
  process.exitCode = 1
}
