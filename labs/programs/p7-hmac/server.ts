// P7: a client must prove that it has the secret. Then its frames are echoed.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { CHALLENGE_BYTES, hashOf, option, RESPONSE_BYTES, responseTo, same, secretOf } from './auth.ts'
import { frame, readFrame } from './frames.ts'
import { Reader } from './reader.ts'

const PATIENCE_MS = 5_000
const hash = hashOf()
const verdicts = option('verdict') !== 'off'

async function talk(socket: Socket): Promise<void> {
  const peer = `client ${socket.remoteAddress}:${socket.remotePort}`
  const reader = new Reader(socket)
  const challenge = randomBytes(CHALLENGE_BYTES) // new for every connection
  socket.write(challenge)
  const deadline = setTimeout(() => {
    console.log(`${peer} rejected (timeout)`)
    socket.destroy()
  }, PATIENCE_MS)
  const response = await reader.exactly(RESPONSE_BYTES[hash]).finally(() => clearTimeout(deadline))
  if (response.length < RESPONSE_BYTES[hash]) return void socket.end() // it left before the end of its proof
  if (!same(response, responseTo(challenge, secretOf(), hash))) {
    console.log(`${peer} rejected (digest)`)
    socket.end(verdicts ? 'NO\n' : '')
    return reader.drain() // unread bytes would turn the FIN into an RST
  }
  console.log(`${peer} accepted`)
  if (verdicts) socket.write('OK\n')
  for (let payload = await readFrame(reader); payload !== null; payload = await readFrame(reader))
    if (!socket.write(frame(payload))) await once(socket, 'drain')
  socket.end()
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  talk(socket).catch(() => socket.destroy())
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '127.0.0.1', () => console.log(`listening on 127.0.0.1:9000, ${hash}`))
