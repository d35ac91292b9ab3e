// Answers pings. After 2.7 s it says a line; by then its cable has been pulled.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const socket = connect(9000, '10.0.2.1')
const lines = createInterface({ input: socket })
lines.on('error', (error) => console.log(`${error.message}: I am no longer a member`))
lines.on('line', (line) => {
  if (line === 'ping') socket.write('pong\n')
  else console.log(line)
})
socket.on('close', () => console.log('closed'))
await once(socket, 'connect')
socket.write('bob\n')
await pause(2700)
if (socket.writable) {
  console.log('saying: am I still here?')
  socket.end('am I still here?\n')
}
