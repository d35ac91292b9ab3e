// Writes twelve pieces of 16 KiB without heeding what write() answers, and watches the queue inside Node.
import { once } from 'node:events'
import { connect } from 'node:net'

const PIECE = Buffer.alloc(16_384, 'wirebook ')
const PIECES = 12

const socket = connect(9999, '10.0.0.2')
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
await once(socket, 'connect')

const start = performance.now()
const say = (what: string) =>
  console.log(`${Math.round(performance.now() - start)} ms: ${what}; ${socket.writableLength} bytes wait in Node`)

let refused = false
for (let piece = 1; piece <= PIECES; piece += 1) {
  const goOn = socket.write(PIECE)
  if (!goOn && !refused) say(`write() no. ${piece} returned false`)
  refused ||= !goOn
}
say('all twelve written')
const watch = setInterval(() => say('waiting'), 500)
socket.on('drain', () => {
  say('drain')
  clearInterval(watch)
  socket.end()
})
await once(socket.resume(), 'close')
