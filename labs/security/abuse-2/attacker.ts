// Twenty connections, each with a byte of a request every 200 ms: very little work for one machine.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const CONNECTIONS = 20
const ROUNDS = 8
const open = new Set<Socket>()

for (let n = 0; n < CONNECTIONS; n += 1) {
  const socket = connect(9999, '10.0.0.2', () => open.add(socket))
  socket.on('error', () => socket.destroy())
  socket.on('close', () => open.delete(socket))
}
let bytes = 0
for (let round = 0; round < ROUNDS; round += 1) {
  await sleep(200)
  for (const socket of open) {
    socket.write('x')
    bytes += 1
  }
}
console.log(`${open.size} of my ${CONNECTIONS} connections are left; it took ${bytes} bytes`)
for (const socket of open) socket.destroy()
