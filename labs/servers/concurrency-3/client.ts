// One connection asks for the time every 40 ms, and beside it another asks once for the hash.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const LATE_MS = 100

async function ask(socket: Socket, question: string): Promise<number> {
  const start = performance.now()
  socket.write(`${question}\n`)
  await once(socket, 'data')
  return Math.round(performance.now() - start)
}

const quick = connect(9000, '10.0.0.2')
const heavy = connect(9000, '10.0.0.2')
try {
  await Promise.all([once(quick, 'connect'), once(heavy, 'connect')])
  let computing = true
  const times = [await ask(quick, 'time')]
  const hashed = ask(heavy, 'hash').finally(() => {
    computing = false
  })
  while (computing) {
    times.push(await ask(quick, 'time'))
    await pause(40)
  }
  console.log(`hash: answered after ${await hashed} ms`)
  const late = times.filter((ms) => ms > LATE_MS)
  console.log(`time: asked ${times.length} times, slowest answer ${Math.max(...times)} ms`)
  console.log(late.length > 0 ? 'the whole server stood still' : 'the server stayed responsive')
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
} finally {
  quick.end()
  heavy.end()
}
