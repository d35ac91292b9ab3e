// Asks now and then who is here, until bob has left.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const socket = connect(9000, '10.0.1.1')
let bobWasHere = false
let last = ''
const lines = createInterface({ input: socket })
lines.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
lines.on('line', (line) => {
  if (line === 'ping') {
    socket.write('pong\n')
    return
  }
  if (line !== last) console.log(line)
  last = line
  if (line.includes('bob')) bobWasHere = true
  if (bobWasHere && line.startsWith('* bob left')) socket.end()
})
await once(socket, 'connect')
socket.write('ann\n')
while (socket.writable) {
  await pause(250)
  if (socket.writable) socket.write('/who\n')
}
