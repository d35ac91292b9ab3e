// Twenty clients. Each asks, waits for the echo, rests 200 ms, and notes its slowest reply.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const CLIENTS = 20
const QUESTIONS = 4

async function slowest(name: number): Promise<number> {
  const socket = connect(9999, '10.0.0.2')
  await once(socket, 'connect')
  let worst = 0
  for (let question = 0; question < QUESTIONS; question++) {
    const asked = performance.now()
    socket.write(`${name}`)
    await once(socket, 'data')
    worst = Math.max(worst, performance.now() - asked)
    await pause(200)
  }
  socket.end()
  await once(socket, 'close')
  return worst
}

try {
  const times = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => slowest(i + 1)))
  console.log('slowest reply of each client, in ms:')
  console.log(times.map((ms) => Math.round(ms)).join(' '))
} catch (error) {
  console.error(`clients: ${error}`)
  process.exitCode = 1
}
