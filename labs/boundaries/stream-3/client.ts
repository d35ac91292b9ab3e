// wait=yes: each message goes out after the reply to the one before. wait=no: they go out 100 ms apart.
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const wait = !process.argv.includes('wait=no')

const socket = net.connect(9999, '10.0.0.2')
socket.on('data', (chunk) => console.log(`got "${chunk}"`))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})

await once(socket, 'data') // Welcome!
for (const message of ['Michael', 'Sarah', 'exit']) {
  console.log(`sent "${message}"`)
  if (message === 'exit') break
  socket.write(message)
  await (wait ? once(socket, 'data') : pause(100))
}
socket.end('exit')
await once(socket, 'end')
console.log('the server closed')
