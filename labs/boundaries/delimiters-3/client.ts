// Sends up to three million bytes without a newline. Stops when the server closes.
import { once } from 'node:events'
import { connect } from 'node:net'

const MOST = 3_000_000
const piece = Buffer.alloc(100_000, 'a')
let sent = 0
let answer = ''

const socket = connect(9000, '127.0.0.1')
const closed = once(socket, 'close')
socket.setEncoding('utf8').on('data', (text) => {
  answer += text
})
try {
  await once(socket, 'connect')
  while (sent < MOST && socket.writable) {
    sent += piece.length
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), closed])
  }
  socket.end()
  await closed
  console.log(`sent ${sent} bytes; answer: ${JSON.stringify(answer)}`)
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
}
