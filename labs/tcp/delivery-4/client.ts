// Eight short lines, 150 ms apart.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const LINES = 8

const socket = connect({ port: 9999, host: '10.0.0.2', noDelay: true })
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
await once(socket, 'connect')
socket.resume()
for (let line = 1; line <= LINES; line += 1) {
  socket.write(`line ${line}\n`)
  await sleep(150)
}
socket.end()
console.log(`${LINES} lines written`)
await once(socket, 'close')
