// Ends the connection in one of four ways.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const how = process.argv.find((arg) => arg.startsWith('how='))?.slice(4) ?? 'end'

const socket = connect(9999, '10.0.0.2')
if (how === 'unread')
  socket.pause() // Welcome! will stay in the kernel
else socket.on('data', (chunk) => console.log(`got "${chunk}"`))
socket.on('end', () => console.log('the server has finished'))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})

await once(socket, 'connect')
await sleep(100) // by now Welcome! is here
if (how === 'end') {
  console.log('end(): I have finished, and go on reading')
  socket.end()
} else if (how === 'reset') {
  console.log('resetAndDestroy(): away with it')
  socket.resetAndDestroy()
} else {
  console.log(`destroy(), with ${how === 'unread' ? '8 bytes unread' : 'everything read'}`)
  socket.destroy()
}
await sleep(300) // until the server has told what it sees
