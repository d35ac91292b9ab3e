// Connects, writes three times at once, and waits for an answer.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const start = performance.now()
const say = (what: string) => console.log(`${Math.round(performance.now() - start)} ms: ${what}`)

const socket = connect({ port: 9999, host: '10.0.0.2', noDelay: true })
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
socket.on('data', (chunk) => say(`"${chunk}"`))
await once(socket, 'connect')
say('connected')
for (const word of ['one ', 'two ', 'three']) {
  socket.write(word)
  await sleep(50)
}
say('13 bytes written')
await once(socket, 'close')
