// ann: 300 lines of 1000 bytes. After each twenty-five she waits until bob has nodded, as people do.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const LINES = 300
const AT_ONCE = 25
const socket = connect(9000, '10.0.0.1')
const heard = createInterface({ input: socket })
heard.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
await once(socket, 'connect')
socket.write('ann\n')
await pause(600) // the others join
for (let n = 1; n <= LINES; n += 1) {
  socket.write(`${String(n).padEnd(999, '.')}\n`)
  if (n % AT_ONCE === 0) await once(heard, 'line')
}
console.log(`${LINES} lines said`)
socket.end()
