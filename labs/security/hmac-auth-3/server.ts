// The server of the last lab. The dial says whether each connection gets a challenge of its own.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:net'
import { exactly } from './exactly.ts'

const SECRET = 'wirebook'
const BYTES = 32
const constant = process.argv.includes('challenge=constant')
const first = randomBytes(BYTES)

const server = createServer({ allowHalfOpen: true }, async (socket) => {
  try {
    const challenge = constant ? first : randomBytes(BYTES)
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
server.listen(9000, '10.2.0.9', () => console.log(`challenge: ${constant ? 'always the same' : 'always new'}`))
