// An honest client: comes a little later, asks for one line, and tries again a few times.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const TRIES = 4
const PAUSE_MS = 250

function ask(): Promise<string> {
  return new Promise((done) => {
    let reply = ''
    const socket = connect(9999, '10.0.0.2', () => socket.write('hello\n'))
    socket.on('data', (chunk: Buffer) => {
      reply += chunk
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => done(reply.trim() || 'closed'))
  })
}

await sleep(PAUSE_MS)
for (let attempt = 1; attempt <= TRIES; attempt += 1) {
  await sleep(PAUSE_MS)
  const reply = await ask()
  console.log(`try ${attempt}: ${reply}`)
  if (reply === 'OK') break
}
