// Five clients, 100 ms apart. Each soon tells whether it is connected, and then how it ended.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 400

async function client(number: number): Promise<boolean> {
  let connected = false
  const socket = connect(9999, '10.0.0.2', () => {
    connected = true
  })
  socket.on('error', (error: NodeJS.ErrnoException) => console.log(`client ${number}: ${error.code}`))
  socket.resume()
  await sleep(PATIENCE_MS)
  console.log(`client ${number}: ${connected ? 'connected' : 'no answer yet'}`)
  return connected
}

const clients: Promise<boolean>[] = []
for (let number = 1; number <= 5; number += 1) {
  clients.push(client(number))
  await sleep(100)
}
const connected = (await Promise.all(clients)).filter(Boolean).length
console.log(`${connected} of 5 connected`)
