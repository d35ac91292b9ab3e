// Challenge, response, verdict: the secret itself never travels.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:net'
import { exactly } from './exactly.ts'

const SECRET = 'wirebook' // a real one: random, from the environment, in no repository
const BYTES = 32

const server = createServer({ allowHalfOpen: true }, async (socket) => {
  try {
    const challenge = randomBytes(BYTES)
    socket.write(challenge)
    const response = await exactly(socket, BYTES)
    const expected = createHmac('sha256', SECRET).update(challenge).digest()
    const right = response.length === BYTES && timingSafeEqual(response, expected)
    console.log(`${socket.remoteAddress} ${right ? 'accepted' : 'rejected'}`)
    socket.end(right ? 'OK\n' : 'NO\n')
    socket.resume()
  } catch (error) {
    console.error(String(error))
    socket.destroy()
  }
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log('waiting'))
