// Answers the challenge with the secret of the dial.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { exactly } from './exactly.ts'

const secret = process.argv.find((arg) => arg.startsWith('secret='))?.slice(7) ?? 'wirebook'
const hex = (bytes: Buffer) => `${bytes.toString('hex').slice(0, 16)}...`

const socket = connect(9000, '10.0.0.2')
try {
  await once(socket, 'connect')
  const challenge = await exactly(socket, 32)
  const response = createHmac('sha256', secret).update(challenge).digest()
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
