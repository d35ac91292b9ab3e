// Waits a little before it connects, and again before each message, so that the server has to wait.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const PAUSE_MS = 300

try {
  await pause(PAUSE_MS)
  const socket = connect(9999, '10.0.0.2')
  await once(socket, 'connect')
  for (const word of ['one', 'two']) {
    await pause(PAUSE_MS)
    socket.write(word)
    const [echo] = await once(socket, 'data')
    console.log(`echo: ${echo}`)
  }
  socket.end()
} catch (error) {
  console.error(`client: ${error}`)
  process.exitCode = 1
}
