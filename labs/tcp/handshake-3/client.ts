import { once } from 'node:events'
import { connect } from 'node:net'

// Seconds and milliseconds; both hosts of a lab read the same clock.
const clock = () => new Date().toISOString().slice(17, 23)

async function attempt(name: string): Promise<void> {
  console.log(`${clock()} ${name}: connect() called`)
  const start = performance.now()
  const socket = connect(9999, '10.0.0.2')
  await once(socket, 'connect')
  const ms = Math.round(performance.now() - start)
  console.log(`${clock()} ${name}: connected after ${ms} ms`)

  socket.resume()
  socket.end()
  await once(socket, 'close')
}

try {
  await attempt('first')
  await attempt('second')
} catch (error) {
  console.error(`client: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
