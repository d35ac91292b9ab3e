// Opens several connections and talks over all of them; the first hangs up 400 ms after its answer, then the others.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const many = Number(process.argv.find((arg) => arg.startsWith('connections='))?.slice(12) ?? 3)
const start = performance.now()
const say = (n: number, what: string) => console.log(`${Math.round(performance.now() - start)} ms client ${n}: ${what}`)

async function talk(n: number): Promise<void> {
  const socket = connect(9000, '127.0.0.1')
  await once(socket, 'connect')
  say(n, 'connected')
  socket.write(`hi ${n} 你`)
  const [reply] = await once(socket, 'data')
  say(n, `got "${reply}"`)
  await pause(n === 1 ? 400 : 800)
  socket.end()
  await once(socket.resume(), 'close')
}

try {
  await Promise.all(Array.from({ length: many }, (_, i) => talk(i + 1)))
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
}
