// Two clients in one program, as two people at two windows. Each tells what it sees, and when.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const thinks = process.argv.includes('first=thinks')
const start = performance.now()
const say = (who: string, what: string) => console.log(`${Math.round(performance.now() - start)} ms ${who}: ${what}`)

async function talk(name: string, thinkMs: number): Promise<void> {
  const socket = connect(9999, '10.0.0.2')
  const reads = socket.iterator({ destroyOnReturn: false })
  const read = async () => say(name, `got "${(await reads.next()).value ?? ''}"`)
  await once(socket, 'connect')
  say(name, 'connected')
  await read()
  await pause(thinkMs)
  socket.write(name)
  await read()
  socket.end('exit')
  socket.destroySoon()
}

try {
  const second = pause(50).then(() => talk('Tracy', 0))
  await Promise.all([talk('Michael', thinks ? 1500 : 0), second])
} catch (error) {
  console.error(`client: ${error}`)
  process.exitCode = 1
}
