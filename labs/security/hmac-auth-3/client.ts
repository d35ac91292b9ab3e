// The honest client: it has the secret.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { exactly } from './exactly.ts'

const SECRET = 'wirebook'
const hex = (bytes: Buffer) => `${bytes.toString('hex').slice(0, 16)}...`

const socket = connect(9000, '10.2.0.9')
try {
  await once(socket, 'connect')
  const challenge = await exactly(socket, 32)
  const response = createHmac('sha256', SECRET).update(challenge).digest()
  console.log(`challenge ${hex(challenge)}`)
  console.log(`response  ${hex(response)}`)
  socket.write(response)
  console.log(`verdict   ${(await exactly(socket, 3)).toString().trim()}`)
  socket.end()
} catch (error) {
  console.error(String(error))
  socket.destroy()
  process.exitCode = 1
}
