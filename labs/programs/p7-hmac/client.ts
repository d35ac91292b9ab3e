// P7: proves that it has the secret, then sends two frames and reads their echoes.
import { once } from 'node:events'
import { connect } from 'node:net'
import { CHALLENGE_BYTES, hashOf, option, responseTo, secretOf } from './auth.ts'
import { frame, readFrame } from './frames.ts'
import { Reader } from './reader.ts'

const socket = connect({ port: 9000, host: '127.0.0.1', noDelay: true })
try {
  await once(socket, 'connect')
  const reader = new Reader(socket)
  const challenge = await reader.exactly(CHALLENGE_BYTES)
  if (challenge.length < CHALLENGE_BYTES) throw new Error('the server closed before its challenge was whole')
  console.log(`challenge ${challenge.toString('hex').slice(0, 16)}...`)
  socket.write(responseTo(challenge, secretOf(), hashOf()))
  const verdict = option('verdict') === 'off' ? 'OK\n' : (await reader.exactly(3)).toString('latin1')
  if (verdict !== 'OK\n') throw new Error(`the server says ${JSON.stringify(verdict)}`)
  console.log('accepted')
  for (const text of ['hello', '你好']) {
    socket.write(frame(Buffer.from(text)))
    const echo = await readFrame(reader)
    if (echo === null) throw new Error('the server closed too early')
    console.log(`echo "${echo}"`)
  }
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
}
socket.end()
