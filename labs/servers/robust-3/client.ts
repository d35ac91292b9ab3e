// Sixty connections, one after another. Who is greeted, who is closed, who waits?
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const counts = { greeted: 0, closed: 0 }
const sockets: Socket[] = []
for (let n = 0; n < 60; n += 1) {
  const socket = connect(9000, '10.0.0.2')
  sockets.push(socket)
  socket.on('error', () => {}) // 'close' follows
  let greeted = false
  socket.on('data', () => {
    if (!greeted) counts.greeted += 1
    greeted = true
  })
  socket.on('close', () => {
    if (!greeted) counts.closed += 1
  })
  await once(socket, 'connect')
}
await pause(700)
const waiting = sockets.length - counts.greeted - counts.closed
console.log(`${sockets.length} connected: ${counts.greeted} greeted, ${counts.closed} closed, ${waiting} waiting`)
console.log(waiting > 0 ? 'some wait, connected, in the accept queue' : 'nobody waits')
for (const socket of sockets) socket.destroy()
