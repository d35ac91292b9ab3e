// HTTP typed by hand: every line ends with \r\n, and an empty line ends the head.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const get = 'GET / HTTP/1.1\r\nHost: server\r\n\r\n'
const post = 'POST /echo HTTP/1.1\r\nHost: server\r\nContent-Length: 6\r\n\r\n你好'

/** What to send, write by write. */
const WRITES: Record<string, string[]> = {
  one: [get],
  two: [get + get],
  pieces: ['GET / HT', 'TP/1.1\r\nHost: server\r', '\n\r\n'],
  post: [post],
  nohost: ['GET / HTTP/1.1\r\n\r\n'],
}
const choice = process.argv[2]?.replace('send=', '') ?? 'one'

const socket = connect(8080, '10.0.0.2')
socket.setEncoding('utf8').on('data', (text) => console.log(`answer: ${JSON.stringify(text)}`))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
await once(socket, 'connect')
for (const text of WRITES[choice] ?? [get]) {
  console.log(`write: ${Buffer.byteLength(text)} bytes ${JSON.stringify(text)}`)
  socket.write(text)
  await pause(100)
}
socket.end()
