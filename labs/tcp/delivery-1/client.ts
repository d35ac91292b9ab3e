// Sends 300 numbered lines, each in a write of its own.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const LINES = 300

const socket = connect({ port: 9999, host: '10.0.0.2', noDelay: true })
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
await once(socket, 'connect')
for (let number = 1; number <= LINES; number += 1) {
  socket.write(`line ${number}\n`)
  await sleep(2)
}
socket.end()
console.log(`${LINES} lines written`)
await once(socket.resume(), 'close')
